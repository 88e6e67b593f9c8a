"""convt.torch's functions against PyTorch's own in float64, and against the oracle."""

import itertools
import unittest
import unittest.mock

import convt.torch
import numpy as np
import torch

from arrays import assert_agrees, uniform

OURS = {1: convt.torch.conv_transpose1d, 2: convt.torch.conv_transpose2d, 3: convt.torch.conv_transpose3d}
THEIRS = {1: torch.nn.functional.conv_transpose1d, 2: torch.nn.functional.conv_transpose2d,
          3: torch.nn.functional.conv_transpose3d}
SPATIAL = (7, 5, 4)
# Of the largest output, for sums of some 100 products; outputs of 16 bits are rounded once.
TOLERANCES = {torch.float64: 1e-13, torch.float32: 1e-5, torch.float16: 2**-10, torch.bfloat16: 2**-7}


def tensor(*shape, dtype=torch.float32, seed=0):
    return torch.from_numpy(uniform(*shape, dtype="float64", seed=seed)).to(dtype)


def channels_last(x):
    return x.movedim(1, -1).contiguous().movedim(-1, 1)


def by_convt():
    """Lets no call be left to PyTorch that it computes faster."""
    return unittest.mock.patch.object(convt.torch.functions, "is_better_left", lambda *arguments: False)


class Case(unittest.TestCase):
    def setUp(self):
        self.enterContext(by_convt())

    def assert_close(self, got, wanted, dtype):
        self.assertEqual((got.shape, got.dtype), (wanted.shape, dtype))
        off = (got.double() - wanted.double()).abs().max().item() if got.numel() else 0
        self.assertLessEqual(off, TOLERANCES[dtype] * max(wanted.abs().max().item() if got.numel() else 0, 1))

    def assert_same(self, rank, x, w, bias, *arguments):
        wanted = THEIRS[rank](x.double(), w.double(), None if bias is None else bias.double(), *arguments)
        for _ in range(3):  # the kernel as it is, then packed
            self.assert_close(OURS[rank](x, w, bias, *arguments), wanted, x.dtype)


class PytorchsArguments(Case):
    def test_grid(self):
        grid = itertools.product((1, 2, 3), (1, 2, 3), (1, 2), (0, 1), (0, 1), (1, 2, 6), (False, True))
        for rank, stride, dilation, padding, extra, groups, is_last in grid:
            if extra >= max(stride, dilation):
                continue
            x, w = tensor(2, 6, *SPATIAL[:rank]), tensor(6, 4, *(3, 2, 3)[:rank], seed=1)
            x = channels_last(x) if is_last else x
            with self.subTest(rank=rank, stride=stride, dilation=dilation, padding=padding, extra=extra, groups=groups,
                              channels_last=is_last):
                self.assert_same(rank, x, w, tensor(4 * groups), stride, padding, extra, groups, dilation)

    def test_types(self):
        for dtype, rank, is_last in itertools.product(TOLERANCES, (1, 2, 3), (False, True)):
            x, w = tensor(2, 6, *SPATIAL[:rank], dtype=dtype), tensor(6, 8, *(4,) * rank, dtype=dtype, seed=1)
            with self.subTest(dtype=dtype, rank=rank, channels_last=is_last):
                self.assert_same(rank, channels_last(x) if is_last else x, w, tensor(8, dtype=dtype), 2, 1)

    def test_one_value_for_each_axis(self):
        self.assert_same(2, tensor(2, 3, 5, 4), tensor(3, 7, 4, 3), None, (2, 3), (1, 0), (0, 2), 1, (1, 2))
        self.assert_same(3, tensor(1, 3, 5, 4, 3), tensor(3, 7, 1, 3, 2), None, [1, 2, 3], [0, 1, 0], [0, 1, 2])

    def test_without_batch(self):
        for rank in OURS:
            self.assert_same(rank, tensor(6, *SPATIAL[:rank]), tensor(6, 4, *(3,) * rank), tensor(4), 2)

    def test_inputs_of_any_strides(self):
        big, w = tensor(4, 12, 10, 9), tensor(6, 4, 3, 3, seed=1)
        for x in (big[::2, ::2], big[:, 3:9, ::2], big[:, 3:9, :, ::2], big[:, :6].transpose(2, 3),
                  big[:1, :6].expand(3, -1, -1, -1), channels_last(big)[:, 2:8], big[:, :6].flip(2),
                  tensor(6, 4, 10, 9).transpose(0, 1), big.as_strided((2, 6, 5, 4), (90, 45, 9, 1))):
            with self.subTest(shape=x.shape, strides=x.stride()):
                self.assert_same(2, x, w, tensor(4), 2, 1)

    def test_weights_of_any_strides(self):
        x, w = tensor(2, 6, 5, 4), tensor(6, 4, 3, 3, seed=1)
        for other in (channels_last(w), w.permute(2, 3, 1, 0).contiguous().permute(3, 2, 0, 1), w.transpose(2, 3),
                      tensor(6, 8, 3, 3)[:, ::2]):
            self.assert_same(2, x, other, None, 2)

    def test_outputs_have_the_inputs_order(self):
        x, w = tensor(2, 6, 5, 4), tensor(6, 4, 3, 3)
        self.assertTrue(OURS[2](x, w).is_contiguous())
        x = x.to(memory_format=torch.channels_last)
        self.assertTrue(OURS[2](x, w).is_contiguous(memory_format=torch.channels_last))
        x = tensor(2, 6, 5, 4, 3).to(memory_format=torch.channels_last_3d)
        self.assertTrue(OURS[3](x, tensor(6, 4, 3, 3, 3)).is_contiguous(memory_format=torch.channels_last_3d))

    def test_no_elements(self):
        self.assert_same(2, tensor(0, 6, 5, 4), tensor(6, 4, 3, 3), tensor(4))

    def test_wrong_values(self):
        x, w = tensor(2, 6, 5, 4), tensor(6, 4, 3, 3)
        for wrong, message in ((dict(stride=0), "stride"), (dict(output_padding=1), "output_padding"),
                               (dict(padding=-1), "padding"), (dict(groups=4), "groups"),
                               (dict(stride=(1, 2, 3)), "stride")):
            with self.subTest(wrong), self.assertRaisesRegex(ValueError, message):
                OURS[2](x, w, **wrong)
        with self.assertRaisesRegex(ValueError, "channels"):
            OURS[2](tensor(2, 5, 5, 4), w)
        with self.assertRaisesRegex(ValueError, "bias"):
            OURS[2](x, w, tensor(5))

    def test_what_is_left_to_pytorch(self):
        x, w = tensor(2, 6, 5, 4), tensor(6, 4, 3, 3)
        complex_ = x.to(torch.complex64), w.to(torch.complex64)
        self.assertTrue(torch.equal(OURS[2](*complex_), THEIRS[2](*complex_)))
        with self.assertRaises(RuntimeError):
            OURS[2](x, w.double())
        with torch.autocast("cpu", torch.bfloat16):
            self.assertEqual(OURS[2](x, w).dtype, torch.bfloat16)


class Rule(unittest.TestCase):
    """Without by_convt(): what is left to PyTorch because it is faster."""

    def is_convts(self, *arguments, **named):
        with unittest.mock.patch.object(convt.torch.functions, "pytorch_operator") as operator:
            OURS[2](*arguments, **named)
        return operator.called

    def test_few_products(self):
        w = tensor(32, 32, 4, 4)
        for size, first, last in ((6, False, False), (9, True, False), (12, True, True)):
            x = tensor(1, 32, size, size)
            self.assertEqual(self.is_convts(x, w, stride=2), first)
            self.assertEqual(self.is_convts(channels_last(x), w, stride=2), last)
        self.assertTrue(self.is_convts(tensor(1, 32, 18, 18), tensor(32, 1, 4, 4), stride=2))

    def test_one_tap_in_bfloat16(self):
        x, w = tensor(1, 64, 32, 32, dtype=torch.bfloat16), tensor(64, 64, 2, 2, dtype=torch.bfloat16)
        for has in (True, False):
            with unittest.mock.patch.object(convt.torch.rule, "_HAS_BFLOAT16", has):
                self.assertEqual(self.is_convts(x, w, stride=2), not has)
                self.assertTrue(self.is_convts(x, tensor(64, 64, 4, 4, dtype=torch.bfloat16), stride=2))

    def test_the_outputs_are_the_same(self):
        x, w = tensor(1, 4, 5, 5), tensor(4, 4, 3, 3)
        self.assertTrue(torch.equal(OURS[2](x, w), THEIRS[2](x, w)))


class KerassArguments(Case):
    def test_grid(self):
        grid = itertools.product((1, 2, 3), ("channels_last", "channels_first"), ((1, 2), (2, 1), (3, 1), (2, 3)),
                                 (("valid", None), ("valid", 1), ("same", None), ("same", 0)), ("float32", "float64"))
        for rank, data_format, (stride, dilation), (padding, extra), dtype in grid:
            if extra is not None and extra >= stride:
                continue
            spatial = SPATIAL[:rank]
            shape = (2, *spatial, 3) if data_format == "channels_last" else (2, 3, *spatial)
            x = uniform(*shape, dtype=dtype)
            w = uniform(*(3, 2, 3)[:rank], 4, 3, dtype=dtype)
            with self.subTest(rank=rank, data_format=data_format, stride=stride, padding=padding, extra=extra,
                              dtype=dtype):
                got = convt.torch.conv_transpose(torch.from_numpy(x), torch.from_numpy(w), stride, padding, extra,
                                                 data_format, dilation)
                assert_agrees(self, x, w, stride, padding, extra, got=got.numpy(), data_format=data_format,
                              dilation_rate=dilation)

    def test_kernels_of_other_orders(self):
        x, w = uniform(2, 5, 4, 3), uniform(3, 2, 6, 3)
        for order in ((3, 2, 0, 1), (1, 0, 2, 3), (2, 3, 0, 1)):
            there = np.argsort(order)
            kernel = torch.from_numpy(np.ascontiguousarray(w.transpose(order))).permute(*there)
            for _ in range(3):
                got = convt.torch.conv_transpose(torch.from_numpy(x), kernel, 2, "same")
                assert_agrees(self, x, w, 2, "same", got=got.numpy())

    def test_refusals(self):
        x, w = tensor(2, 5, 4, 3), tensor(3, 3, 6, 3)
        with self.assertRaisesRegex(ValueError, "padding is 'full'"):
            convt.torch.conv_transpose(x, w, 2, "full")
        with self.assertRaisesRegex(TypeError, "kernel is of torch.float64"):
            convt.torch.conv_transpose(x, w.double())
        with self.assertRaisesRegex(TypeError, "inputs is a ndarray"):
            convt.torch.conv_transpose(x.numpy(), w)
        with self.assertRaisesRegex(TypeError, "float16, bfloat16"):
            convt.torch.conv_transpose(x.int(), w.int())


if __name__ == "__main__":
    unittest.main()
