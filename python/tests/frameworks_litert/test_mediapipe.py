"""MediaPipe's Convolution2DTransposeBias, for which LiteRT has no reference kernel, against its definition."""

import itertools
import unittest

import numpy as np

from interpreters import assert_close, computed
from tflite_models import SAME, VALID, Model


def by_definition(x, w, b, strides, padding):
    """Every input adds to the outputs it reaches; SAME cuts what a convolution of the outputs would pad."""
    full = [s * (i - 1) + k for s, i, k in zip(strides, x.shape[1:3], w.shape[1:3], strict=True)]
    sums = np.zeros((x.shape[0], *full, w.shape[0]))
    for i, j in np.ndindex(*x.shape[1:3]):
        taps = np.einsum("nc,ohwc->nhwo", x[:, i, j].astype(np.float64), w.astype(np.float64))
        top, left = i * strides[0], j * strides[1]
        sums[:, top : top + w.shape[1], left : left + w.shape[2]] += taps
    for axis in (1, 2):
        last, k, s = x.shape[axis] - 1, w.shape[axis], strides[axis - 1]
        cut = max(0, k - last % s - 1) if padding == SAME else 0
        sums = sums.take(range(cut // 2, sums.shape[axis] - (cut - cut // 2)), axis)
    return (sums + b).astype(np.float32)


class MediaPipe(unittest.TestCase):
    def test_kernels_strides_and_padding(self):
        rng = np.random.default_rng(3)
        for kernel, strides, padding in itertools.product(((2, 2), (3, 4)), ((1, 1), (2, 2), (2, 3)), (SAME, VALID)):
            with self.subTest(kernel=kernel, strides=strides, padding=padding):
                x = rng.standard_normal((1, 7, 6, 8), np.float32)
                w, b = rng.standard_normal((5, *kernel, 8), np.float32), rng.standard_normal(5, np.float32)
                wanted = by_definition(x, w, b, strides, padding)
                model = Model()
                inputs = model.tensor("x", "float32", x.shape)
                outputs = model.tensor("y", "float32", wanted.shape)
                model.mediapipe(inputs, model.constant("w", w), model.constant("b", b), outputs, strides, padding)
                assert_close(self, computed(self, model.finish([inputs], [outputs]), [x]), [wanted])


if __name__ == "__main__":
    unittest.main()
