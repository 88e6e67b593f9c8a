"""TRANSPOSE_CONV by convt against LiteRT's reference kernels."""

import itertools
import unittest

import numpy as np

from interpreters import assert_close, computed, reference
from layers import float_layer, int8_layer
from tflite_models import SAME, VALID

KERNELS = ((1, 1), (2, 2), (3, 4), (5, 3))
STRIDES = ((1, 1), (2, 2), (2, 3), (4, 1))
SIZES = ((7, 5), (1, 1))
NONE, RELU, RELU_N1_TO_1, RELU6 = range(4)


class Floats(unittest.TestCase):
    def check(self, *arguments, **options):
        with self.subTest(arguments=arguments, **options):
            model, inputs = float_layer(*arguments, **options)
            assert_close(self, computed(self, model, inputs), reference(model, inputs))

    def test_kernels_strides_and_padding(self):
        for kernel, strides, padding, sizes in itertools.product(KERNELS, STRIDES, (SAME, VALID), SIZES):
            self.check(sizes, (3, 5), kernel, strides=strides, padding=padding)

    def test_channels(self):
        for channels in ((1, 1), (16, 1), (1, 16), (32, 48), (67, 33)):
            self.check((6, 9), channels, (4, 4))

    def test_activations(self):
        for activation in (NONE, RELU, RELU_N1_TO_1, RELU6):
            self.check((6, 9), (8, 8), (4, 4), activation=activation)

    def test_without_bias(self):
        self.check((6, 9), (8, 8), (4, 4), bias=False)

    def test_batch(self):
        self.check((6, 9), (8, 8), (4, 4), batch=3)


class Integers(unittest.TestCase):
    """Bit for bit."""

    def check(self, *arguments, **options):
        with self.subTest(arguments=arguments, **options):
            model, inputs = int8_layer(*arguments, **options)
            (got,), (wanted,) = computed(self, model, inputs), reference(model, inputs)
            self.assertGreater(len(np.unique(wanted)), 20)
            np.testing.assert_array_equal(got, wanted)

    def test_kernels_strides_and_padding(self):
        for kernel, strides, padding in itertools.product(KERNELS, STRIDES, (SAME, VALID)):
            self.check((7, 5), (3, 5), kernel, strides=strides, padding=padding)

    def test_channels(self):
        for channels in ((4, 1), (1, 16), (32, 48), (67, 33)):
            self.check((6, 9), channels, (4, 4))

    def test_one_scale(self):
        self.check((6, 9), (8, 8), (4, 4), per_channel=False)

    def test_zero_points(self):
        for zeros in ((0, 0), (-128, -128), (127, 127)):
            self.check((6, 9), (8, 8), (4, 4), zeros=zeros)

    def test_activations(self):
        for activation in (RELU, RELU_N1_TO_1, RELU6):
            self.check((6, 9), (8, 8), (4, 4), activation=activation)

    def test_without_bias(self):
        self.check((6, 9), (8, 8), (4, 4), bias=False)


if __name__ == "__main__":
    unittest.main()
