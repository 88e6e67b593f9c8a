"""Attributes of the operators, against OpenVINO's own results."""

import itertools
import unittest

import numpy as np
from openvino import opset13 as ops

from ov_models import check, conv, random


class Attributes(unittest.TestCase):
    def one(self, inputs, weights, strides, **attributes):
        with self.subTest(inputs=inputs, weights=weights, strides=strides, **attributes):
            values = random(*weights)

            def make():
                x = ops.parameter(inputs, np.float32)
                return conv(x, values, strides, **attributes), [x]

            check(self, make, [random(*inputs)])

    def test_kernels_strides_and_pads(self):
        for kernel, strides, pads in itertools.product(((1, 1), (2, 2), (3, 4), (5, 3)), ((1, 1), (2, 2), (2, 3)),
                                                       ((0, 0, 0, 0), (1, 0, 0, 1))):
            if all(k > sum(pads[d::2]) for d, k in enumerate(kernel)):
                self.one((1, 3, 7, 5), (3, 6, *kernel), list(strides), pads_begin=pads[:2], pads_end=pads[2:])

    def test_dilations(self):
        for strides, dilations in itertools.product(((1, 1), (2, 2)), ((2, 2), (1, 3))):
            self.one((2, 4, 6, 5), (4, 5, 3, 3), list(strides), dilations=dilations)

    def test_output_padding(self):
        self.one((1, 4, 6, 5), (4, 5, 3, 3), [2, 3], output_padding=[1, 2], pads_begin=[1, 1], pads_end=[1, 1])

    def test_groups(self):
        for groups, ins, outs in ((2, 4, 3), (4, 1, 1), (8, 1, 2)):
            self.one((1, groups * ins, 6, 5), (groups, ins, outs, 3, 3), [2, 2], groups=True)

    def test_axes(self):
        self.one((2, 8, 25), (8, 6, 7), [3])
        self.one((1, 8, 4, 5, 6), (8, 6, 2, 3, 2), [2, 2, 1])
        self.one((1, 6, 4, 5, 6), (2, 3, 4, 2, 2, 2), [2, 2, 2], groups=True)

    def test_auto_pad_and_output_shape(self):
        for auto_pad, shape in itertools.product(("explicit", "same_upper", "same_lower", "valid"),
                                                 ((9, 8), (10, 8), (9, 7), (11, 9))):
            self.one((1, 3, 5, 4), (3, 4, 3, 3), [2, 2], auto_pad=auto_pad, output_shape=shape)

    def test_auto_pad_alone(self):
        for auto_pad in ("same_upper", "same_lower", "valid"):
            self.one((1, 3, 5, 4), (3, 4, 3, 3), [2, 2], auto_pad=auto_pad, pads_begin=[1, 1], pads_end=[1, 1])

    def test_channels(self):
        for ins, outs in ((1, 1), (64, 1), (1, 64), (67, 33), (128, 64)):
            self.one((1, ins, 9, 8), (ins, outs, 4, 4), [2, 2], pads_begin=[1, 1], pads_end=[1, 1])


if __name__ == "__main__":
    unittest.main()
