"""Activations against what they are in numpy."""

import unittest

import convt
import numpy as np

from arrays import uniform

FUNCTIONS = {
    "linear": lambda v: v,
    "relu": lambda v: np.maximum(v, 0),
    "relu6": lambda v: np.clip(v, 0, 6),
    "tanh": np.tanh,
    "sigmoid": lambda v: 1 / (1 + np.exp(-v)),
    "hard_swish": lambda v: v * np.clip(v / 6 + 0.5, 0, 1),
    "hard_silu": lambda v: v * np.clip(v / 6 + 0.5, 0, 1),
    ("leaky_relu", 0.2): lambda v: np.where(v < 0, v * 0.2, v),
    ("clamp", -0.5, 2): lambda v: np.clip(v, -0.5, 2),
}


class Activations(unittest.TestCase):
    def test_are_applied_after_the_bias(self):
        for dtype, near in (("float32", 1e-5), ("float64", 1e-13)):
            inputs, kernel = uniform(1, 6, 5, 8, dtype=dtype) * 3, uniform(3, 3, 4, 8, dtype=dtype)
            bias = uniform(4, dtype=dtype)
            sums = convt.conv_transpose(inputs, kernel, 2, bias=bias)
            self.assertGreater(np.ptp(sums), 8)
            for activation, function in FUNCTIONS.items():
                with self.subTest(activation=activation, dtype=dtype):
                    got = convt.conv_transpose(inputs, kernel, 2, bias=bias, activation=activation)
                    np.testing.assert_allclose(got, function(sums), rtol=near, atol=near)
                    plan = convt.Plan(inputs.shape, kernel.shape, 2, dtype=dtype, activation=activation)
                    again = plan.run(inputs, plan.pack(kernel), bias)
                    np.testing.assert_allclose(again, function(sums), rtol=near, atol=near)


if __name__ == "__main__":
    unittest.main()
