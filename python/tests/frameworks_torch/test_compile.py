"""torch.compile and meta tensors: one graph, the same values, sizes that change."""

import unittest

import convt
import torch
from convt.torch import conv_transpose

from test_functions import OURS, Case, channels_last, tensor


def both(function):
    torch.compiler.reset()
    return torch.compile(function, fullgraph=True, dynamic=True), function


class Compiled(Case):
    def test_sizes_that_change(self):
        w = tensor(4, 6, 4, 4)
        compiled, eager = both(lambda x: torch.relu(OURS[2](x * 2, w, stride=2, padding=1)) + 1)
        for size in (5, 7, 9):
            torch.testing.assert_close(compiled(tensor(2, 4, size, 6)), eager(tensor(2, 4, size, 6)))

    def test_kerass_form(self):
        for padding, extra in (("same", None), ("same", 1), ("valid", None), ("valid", 0)):
            compiled, eager = both(lambda x, w, p=padding, e=extra: conv_transpose(x, w, (2, 3), p, e).tanh())
            for size in (5, 8):
                x, w = tensor(2, size, size + 1, 4), tensor(3, 2, 6, 4)
                torch.testing.assert_close(compiled(x, w), eager(x, w))

    def test_gradients(self):
        compiled, eager = both(lambda x, w: OURS[2](x, w, stride=2).square().sum())
        for size in (4, 6):
            results = []
            for function in (compiled, eager):
                x, w = tensor(2, 4, size, 5).requires_grad_(), tensor(4, 3, 3, 3).requires_grad_()
                results.append(torch.autograd.grad(function(x, w), (x, w)))
            torch.testing.assert_close(*results)

    def test_channels_last(self):
        compiled, eager = both(lambda x, w: OURS[2](x, w, stride=2))
        x, w = channels_last(tensor(2, 4, 5, 6)), tensor(4, 3, 2, 2)
        self.assertEqual(compiled(x, w).stride(), eager(x, w).stride())
        torch.testing.assert_close(compiled(x, w), eager(x, w))


class Shapes(Case):
    def test_meta_tensors(self):
        x, w = tensor(2, 4, 5, 6), tensor(4, 3, 3, 2)
        self.assertEqual(OURS[2](x.to("meta"), w.to("meta"), stride=2).shape, OURS[2](x, w, stride=2).shape)
        x, w = tensor(2, 5, 6, 4), tensor(3, 2, 7, 4)
        got = conv_transpose(x.to("meta"), w.to("meta"), 2, "same")
        self.assertEqual((got.device.type, got.shape), ("meta", (2, 10, 12, 7)))


class Threads(Case):
    def test_are_convts(self):
        self.addCleanup(convt.set_num_threads, None)
        x, w = tensor(2, 32, 20, 20), tensor(32, 16, 4, 4)
        results = []
        for threads in (1, 2):
            convt.set_num_threads(threads)
            results.append(OURS[2](x, w, stride=2))
        torch.testing.assert_close(*results)


if __name__ == "__main__":
    unittest.main()
