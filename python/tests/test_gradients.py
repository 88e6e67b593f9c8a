"""Gradients against the oracle: products of outputs' gradients with outputs are linear in inputs and in the kernel."""

import itertools
import unittest

import convt
import numpy as np

import oracle
from arrays import uniform


def call_of(rank, data_format, stride, dilation, padding, extra):
    return dict(strides=stride, padding=padding, output_padding=extra, data_format=data_format,
                dilation_rate=dilation), (2, *(5, 4, 3)[:rank], 3) if data_format == "channels_last" else (
                    2, 3, *(5, 4, 3)[:rank])


class Gradients(unittest.TestCase):
    def agree(self, x, w, named):
        """On directions at random: the slope of the loss is the product with its gradient."""
        y = oracle.conv_transpose(x, w, **named)
        g = uniform(*y.shape, dtype=x.dtype, seed=3)
        dx = convt.input_gradient(g, w, x.shape, **named)
        dw = convt.kernel_gradient(x, g, w.shape, **named)
        self.assertEqual((dx.shape, dx.dtype, dw.shape, dw.dtype), (x.shape, x.dtype, w.shape, w.dtype))
        for seed in range(3):
            along_x, along_w = uniform(*x.shape, seed=seed), uniform(*w.shape, seed=seed)
            tolerance = 1e-4 if x.dtype == np.float32 else 1e-10
            for slope, got in ((oracle.conv_transpose(along_x, w, **named), (dx * along_x).sum()),
                               (oracle.conv_transpose(x, along_w, **named), (dw * along_w).sum())):
                self.assertAlmostEqual((slope * g).sum(), got, delta=tolerance * max(np.abs(slope * g).sum(), 1))

    def test_grid(self):
        grid = itertools.product((1, 2, 3), ("channels_last", "channels_first"), ((1, 1), (2, 1), (3, 2), (1, 3)),
                                 (("valid", None), ("same", None), ("same", 0)), ("float32", "float64"))
        for rank, data_format, (stride, dilation), (padding, extra), dtype in grid:
            named, shape = call_of(rank, data_format, stride, dilation, padding, extra)
            with self.subTest(rank=rank, dtype=dtype, **named):
                self.agree(uniform(*shape, dtype=dtype), uniform(*(3,) * rank, 4, 3, dtype=dtype), named)

    def test_orders_that_are_copied_or_read(self):
        x, w = uniform(2, 5, 4, 3), uniform(3, 3, 6, 3)
        g = uniform(2, 11, 9, 6)
        wanted = convt.input_gradient(g, w, x.shape, 2), convt.kernel_gradient(x, g, w.shape, 2)
        pytorch = np.ascontiguousarray(w.transpose(3, 2, 0, 1)).transpose(2, 3, 1, 0)
        strided = np.repeat(g, 2, -1)[..., ::2]
        np.testing.assert_allclose(convt.input_gradient(strided, pytorch, x.shape, 2), wanted[0], atol=1e-4)
        np.testing.assert_allclose(convt.kernel_gradient(x, strided, w.shape, 2), wanted[1], atol=1e-4)

    def test_into_arrays_of_the_callers(self):
        x, w, g = uniform(2, 5, 4, 3), uniform(3, 3, 6, 3), uniform(2, 11, 9, 6)
        dx, dw = np.full_like(x, np.nan), np.full_like(w, np.nan)
        self.assertIs(convt.input_gradient(g, w, x.shape, 2, out=dx), dx)
        self.assertIs(convt.kernel_gradient(x, g, w.shape, 2, out=dw), dw)
        self.assertTrue(np.isfinite(dx).all() and np.isfinite(dw).all())
        with self.assertRaisesRegex(ValueError, "memory"):
            convt.kernel_gradient(x, g, w.shape, 2, out=np.lib.stride_tricks.as_strided(x, w.shape, (4,) * 4))

    def test_no_elements(self):
        self.assertEqual(convt.input_gradient(uniform(0, 11, 9, 6), uniform(3, 3, 6, 3), (0, 5, 4, 3), 2).size, 0)
        dw = convt.kernel_gradient(uniform(0, 5, 4, 3), uniform(0, 11, 9, 6), (3, 3, 6, 3), 2)
        self.assertFalse(dw.any())

    def test_refusals(self):
        x, w, g = uniform(2, 5, 4, 3), uniform(3, 3, 6, 3), uniform(2, 11, 9, 6)
        with self.assertRaisesRegex(ValueError, r"output_gradients has shape \(2, 11, 9, 6\); the outputs have"):
            convt.input_gradient(g, w, x.shape, 3)
        with self.assertRaisesRegex(ValueError, "the outputs have"):
            convt.kernel_gradient(x, g, (3, 3, 5, 3), 2)
        with self.assertRaises(TypeError):
            convt.kernel_gradient(x.astype("float64"), g, w.shape, 2)


if __name__ == "__main__":
    unittest.main()
