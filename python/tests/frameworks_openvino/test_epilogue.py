"""What is folded into convt's operator, and what must not be."""

import unittest

import numpy as np
from openvino import opset13 as ops

from ov_models import check, conv, random

SHAPE = (1, 4, 5, 6)
WEIGHTS = random(4, 3, 4, 4)


class Epilogue(unittest.TestCase):
    def one(self, follow, fate):
        def make():
            x = ops.parameter(SHAPE, np.float32)
            return follow(conv(x, WEIGHTS, [2, 2])), [x]

        check(self, make, [random(*SHAPE)], (fate,))

    def test_bias(self):
        for shape in ((1, 3, 1, 1), (3, 1, 1), (1,), ()):
            bias = ops.constant(random(*shape))
            with self.subTest(shape=shape):
                self.one(lambda y, bias=bias: ops.add(y, bias), "convt, with bias")
                self.one(lambda y, bias=bias: ops.add(bias, y), "convt, with bias")

    def test_no_bias(self):
        """Constants that differ within a channel, or make the outputs larger."""
        for shape in ((14,), (12, 1), (1, 1, 12, 14), (2, 3, 1, 1), (1, 1, 3, 1, 1)):
            values = ops.constant(random(*shape))
            with self.subTest(shape=shape):
                self.one(lambda y, values=values: ops.add(y, values), "convt")

    def test_activations(self):
        slope, slopes = ops.constant(np.float32([0.1])), ops.constant(np.float32([0.1, 0.2, 0.3]))
        follows = {"relu": ops.relu, "sigmoid": ops.sigmoid, "tanh": ops.tanh, "hard_swish": ops.hswish,
                   "clamp": lambda y: ops.clamp(y, -0.5, 0.75), "leaky_relu": lambda y: ops.prelu(y, slope)}
        for name, follow in follows.items():
            with self.subTest(name):
                self.one(follow, f"convt, with {name}")
        self.one(lambda y: ops.prelu(y, slopes), "convt")
        self.one(ops.exp, "convt")

    def test_bias_then_activation(self):
        bias = ops.constant(random(1, 3, 1, 1))
        self.one(lambda y: ops.relu(ops.add(y, bias)), "convt, with bias, with relu")
        self.one(lambda y: ops.add(ops.relu(y), bias), "convt, with relu")

    def test_outputs_that_others_read(self):
        bias = ops.constant(random(1, 3, 1, 1))
        self.one(lambda y: ops.add(ops.relu(y), y), "convt")
        self.one(lambda y: ops.add(y, y), "convt")
        self.one(lambda y: ops.multiply(ops.relu(y), ops.sigmoid(y)), "convt")
        self.one(lambda y: ops.multiply(ops.add(y, bias), ops.add(bias, y)), "convt")

        def read_sum(y):
            total = ops.add(y, bias)
            return ops.multiply(ops.relu(total), total)

        self.one(read_sum, "convt, with bias")


if __name__ == "__main__":
    unittest.main()
