"""float16 and bfloat16 are types of storage: sums are of float32 and rounded once."""

import unittest

import convt
import ml_dtypes
import numpy as np

import oracle


def small_integers(*shape, dtype):
    """Whose products and sums both types hold exactly."""
    return np.random.default_rng(1).integers(-3, 4, shape).astype(dtype)


class StorageTypes(unittest.TestCase):
    def test_sums_of_integers_are_exact(self):
        for dtype in (np.float16, ml_dtypes.bfloat16):
            for data_format, shape in (("channels_last", (2, 5, 4, 6)), ("channels_first", (2, 6, 5, 4))):
                with self.subTest(dtype=dtype.__name__, format=data_format):
                    inputs, kernel = small_integers(*shape, dtype=dtype), small_integers(2, 2, 7, 6, dtype=dtype)
                    outputs = convt.conv_transpose(inputs, kernel, 2, "same", data_format=data_format)
                    self.assertEqual(outputs.dtype, np.dtype(dtype))
                    wanted = oracle.conv_transpose(inputs.astype(np.float64), kernel.astype(np.float64), 2, "same",
                                                   data_format=data_format)
                    np.testing.assert_array_equal(outputs.astype(np.float64), wanted)

    def test_a_long_sum_is_rounded_once(self):
        # Rounded after each term, as TensorFlow without oneDNN does, the sum would stop at 256.
        ones = np.ones((1, 1, 1, 4096), ml_dtypes.bfloat16)
        outputs = convt.conv_transpose(ones, np.ones((1, 1, 2, 4096), ml_dtypes.bfloat16))
        np.testing.assert_array_equal(outputs.astype(np.float32), np.full((1, 1, 1, 2), 4096, np.float32))

    def test_bias_is_of_float32(self):
        inputs, kernel = small_integers(1, 3, 2, dtype=np.float16), small_integers(2, 5, 2, dtype=np.float16)
        bias = np.arange(5, dtype=np.float32)
        outputs = convt.conv_transpose(inputs, kernel, bias=bias)
        np.testing.assert_array_equal(outputs, convt.conv_transpose(inputs, kernel) + bias.astype(np.float16))
        with self.assertRaisesRegex(TypeError, "bias"):
            convt.conv_transpose(inputs, kernel, bias=bias.astype(np.float16))

    def test_types_are_not_mixed(self):
        with self.assertRaisesRegex(TypeError, "kernel is of bfloat16 and inputs are of float16"):
            convt.conv_transpose(small_integers(1, 3, 2, dtype=np.float16),
                                 small_integers(2, 5, 2, dtype=ml_dtypes.bfloat16))


if __name__ == "__main__":
    unittest.main()
