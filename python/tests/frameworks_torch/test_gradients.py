"""Gradients against differences of outputs in float64, and against those that PyTorch finds for its own operator."""

import functools
import itertools
import unittest
import unittest.mock

import torch
from convt.torch import conv_transpose

from test_functions import OURS, SPATIAL, THEIRS, Case, channels_last, tensor


def leaf(*shape, seed=0):
    return tensor(*shape, dtype=torch.float64, seed=seed).requires_grad_()


def by(convt):
    """Gradients by convt alone, or by PyTorch alone."""
    return unittest.mock.patch("convt.torch.gradients.is_gradient_better_left", lambda *arguments: not convt)


class Gradients(Case):
    def test_both_ways_agree(self):
        for layout, groups in itertools.product((lambda t: t, channels_last), (1, 2)):
            x, w = layout(tensor(2, 4, 5, 4)).requires_grad_(), tensor(4, 3, 3, 3, seed=1).requires_grad_()
            keras = leaf(3, 2, 3, 4)
            results = []
            for is_convt in (True, False):
                with by(is_convt):
                    y = OURS[2](x, w, None, 2, 1, 1, groups).sin().sum()
                    z = conv_transpose(leaf(2, 5, 4, 4), keras, 2, "same").sin().sum()
                    results.append((*torch.autograd.grad(y, (x, w)), *torch.autograd.grad(z, keras)))
            for got, wanted in zip(*results, strict=True):
                torch.testing.assert_close(got, wanted, rtol=1e-4, atol=1e-4)

    def check(self, function, *tensors):
        for is_convt in (True, False):
            with by(is_convt):
                self.assertTrue(torch.autograd.gradcheck(function, tensors, fast_mode=True))
                self.assertTrue(torch.autograd.gradgradcheck(function, tensors, fast_mode=True))

    def test_pytorchs_arguments(self):
        grid = itertools.product((1, 2, 3), (1, 2, 3), (1, 2), (0, 1), (0, 1), (1, 2))
        for rank, stride, dilation, padding, extra, groups in grid:
            if extra >= max(stride, dilation):
                continue
            x, w, b = leaf(2, 4, *SPATIAL[:rank]), leaf(4, 3, *(3, 2, 3)[:rank], seed=1), leaf(3 * groups)
            results = []
            for functions in (OURS, THEIRS):
                with by(functions is OURS):
                    y = functions[rank](x, w, b, stride, padding, extra, groups, dilation)
                    results.append(torch.autograd.grad(y.sin().sum(), (x, w, b)))
            with self.subTest(rank=rank, stride=stride, dilation=dilation, padding=padding, extra=extra, groups=groups):
                for got, wanted in zip(*results, strict=True):
                    torch.testing.assert_close(got, wanted, rtol=1e-10, atol=1e-10)

    def test_differences(self):
        self.check(functools.partial(OURS[2], stride=(2, 1), padding=1, output_padding=(1, 0), groups=2),
                   leaf(2, 4, 4, 3), leaf(4, 2, 3, 2, seed=1), leaf(4))
        self.check(lambda x, w: OURS[1](channels_last(x), w, stride=3), leaf(2, 2, 5), leaf(2, 3, 2, seed=1))

    def test_kerass_arguments(self):
        grid = itertools.product((1, 2, 3), ("channels_last", "channels_first"), ((2, 1), (3, 1), (2, 3)),
                                 (("valid", None), ("valid", 1), ("same", None), ("same", 0), ("same", 1)))
        for rank, data_format, (stride, dilation), (padding, extra) in grid:
            x = leaf(2, *SPATIAL[-rank:], 2) if data_format == "channels_last" else leaf(2, 2, *SPATIAL[-rank:])
            function = functools.partial(conv_transpose, strides=stride, padding=padding, output_padding=extra,
                                         data_format=data_format, dilation_rate=dilation)
            with self.subTest(rank=rank, data_format=data_format, stride=stride, padding=padding, extra=extra):
                self.check(function, x, leaf(*(3, 2, 3)[:rank], 3, 2, seed=1))

    def test_of_one_tensor_alone(self):
        x, w = tensor(2, 4, 5, 4), tensor(4, 3, 3, 3, seed=1)
        for wanted in ((True, False), (False, True)):
            tensors = [t.clone().requires_grad_(need) for t, need in zip((x, w), wanted, strict=True)]
            OURS[2](*tensors, stride=2).sum().backward()
            self.assertEqual(tuple(t.grad is not None for t in tensors), wanted)

    def test_types_of_16_bits(self):
        for dtype in (torch.bfloat16, torch.float16):
            shapes = (2, 4, 5, 4), (4, 3, 3, 3), (3,)
            x, w, b = (tensor(*shape, dtype=dtype).requires_grad_() for shape in shapes)
            OURS[2](x, w, b, 2, 1).sum().backward()
            self.assertEqual({t.grad.dtype for t in (x, w, b)}, {dtype})


class Registration(Case):
    def test_pytorchs_own_check(self):
        for rank in (1, 2, 3):
            keras = (leaf(2, *SPATIAL[:rank], 3), leaf(*(3,) * rank, 2, 3), [2] * rank, "same", None, "channels_last",
                     [1] * rank)
            torch.library.opcheck(torch.ops.convt.conv_transpose.default, keras)
            own = (channels_last(leaf(2, 4, *SPATIAL[:rank])), leaf(4, 2, *(3,) * rank), leaf(4), [2] * rank,
                   [1] * rank, [1] * rank, 2, [1] * rank)
            torch.library.opcheck(torch.ops.convt.conv_transpose_nd.default, own)


if __name__ == "__main__":
    unittest.main()
