"""Outputs in the caller's memory."""

import unittest

import convt
import numpy as np

from arrays import uniform

X, W = uniform(2, 4, 5, 6), uniform(3, 3, 7, 6)
SHAPE = (2, 9, 11, 7)


class Out(unittest.TestCase):
    def setUp(self):
        self.wanted = convt.conv_transpose(X, W, 2)
        self.assertEqual(self.wanted.shape, SHAPE)

    def test_is_returned_filled(self):
        out = np.full(SHAPE, np.nan, "float32")
        self.assertIs(convt.conv_transpose(X, W, 2, out=out), out)
        np.testing.assert_array_equal(out, self.wanted)

    def test_between_other_elements(self):
        whole = np.full((3, 10, 24, 9), 5, "float32")
        views = {"a part of the channels": np.s_[:2, :9, :11, 1:8], "pixels apart": np.s_[1:, :9, 1:23:2, 2:]}
        for name, view in views.items():
            with self.subTest(name):
                whole[...] = 5
                convt.conv_transpose(X, W, 2, out=whole[view])
                np.testing.assert_array_equal(whole[view], self.wanted)
                outside = np.ones(whole.shape, bool)
                outside[view] = False
                self.assertTrue((whole[outside] == 5).all())

    def test_in_channels_first(self):
        x = np.ascontiguousarray(np.moveaxis(X, -1, 1))
        wanted = np.moveaxis(self.wanted, -1, 1)
        whole = np.zeros((2, 9, 9, 11), "float32")
        convt.conv_transpose(x, W, 2, data_format="channels_first", out=whole[:, 1:8])
        np.testing.assert_allclose(whole[:, 1:8], wanted, atol=1e-5)
        self.assertFalse(whole[:, ::8].any())

    def test_the_same_array_as_an_input_is_refused(self):
        square = uniform(1, 8, 8, 8)
        kernel = uniform(1, 1, 8, 8)
        for name in ("inputs", "kernel", "bias"):
            arrays = {"inputs": square, "kernel": kernel, "bias": uniform(8)}
            out = square
            if name == "kernel":
                memory = uniform(512)
                arrays["kernel"], out = memory[:64].reshape(1, 1, 8, 8), memory.reshape(1, 8, 8, 8)
            if name == "bias":
                memory = uniform(512)
                arrays["bias"], out = memory[-8:], memory.reshape(1, 8, 8, 8)
            with self.subTest(name), self.assertRaisesRegex(ValueError, f"out and {name} share memory"):
                convt.conv_transpose(**arrays, out=out)

    def test_arrays_beside_each_other_are_not(self):
        memory = np.zeros(X.size + self.wanted.size, "float32")
        inputs, out = memory[: X.size].reshape(X.shape), memory[X.size :].reshape(SHAPE)
        inputs[...] = X
        convt.conv_transpose(inputs, W, 2, out=out)
        np.testing.assert_array_equal(out, self.wanted)

    def test_new_outputs_begin_at_cache_lines(self):
        for _ in range(20):
            self.assertEqual(convt.conv_transpose(X, W, 2).ctypes.data % 64, 0)

    def test_new_outputs_outlive_the_call(self):
        kept = [convt.conv_transpose(X, W, 2) for _ in range(50)]
        for outputs in kept:
            np.testing.assert_array_equal(outputs, self.wanted)
        self.assertTrue(kept[0].flags.writeable)


if __name__ == "__main__":
    unittest.main()
