"""Packed weights that are kept between calls: used, never for other contents, and bounded."""

import gc
import unittest

import torch
from convt.torch import conv_transpose, keep_weights
from convt.torch.weights import kept

from test_functions import OURS, THEIRS, Case, tensor


class KeptWeights(Case):
    def setUp(self):
        super().setUp()
        keep_weights()
        self.addCleanup(keep_weights)
        self.x = tensor(1, 64, 16, 16)

    def parameter(self, out_channels=64):
        return torch.nn.Parameter(tensor(64, out_channels, 4, 4))

    def agrees(self, w):
        got, wanted = (f[2](self.x, w, stride=2, padding=1).detach() for f in (OURS, THEIRS))
        torch.testing.assert_close(got, wanted, rtol=1e-3, atol=1e-3)

    def test_a_parameter_is_packed_at_once_and_forgotten_with_it(self):
        w = self.parameter()
        self.agrees(w)
        self.assertGreater(kept.nbytes, 0)
        del w
        gc.collect()
        self.assertEqual(kept.nbytes, 0)

    def test_other_tensors_when_they_come_again(self):
        w = tensor(64, 64, 4, 4)
        self.agrees(w)
        self.assertEqual(kept.nbytes, 0)
        self.agrees(w)
        self.assertGreater(kept.nbytes, 0)

    def test_changes_are_seen(self):
        w = self.parameter()
        values = tensor(64, 64, 4, 4, seed=5)

        def change(name):
            with torch.no_grad():
                {"counted": lambda: w.mul_(-1), "one element": lambda: w[3, 5, 1, 1].add_(9),
                 ".data": lambda: w.data.mul_(0.5), ".data assigned": lambda: setattr(w, "data", values),
                 "numpy": lambda: w.detach().numpy().__imul__(3), "view": lambda: w.view(-1)[7:9].fill_(4)}[name]()

        for name in ("counted", "one element", ".data", ".data assigned", "numpy", "view"):
            for _ in range(3):
                self.agrees(w)
            self.assertGreater(kept.nbytes, 0, name)
            with self.subTest(name):
                change(name)
                for _ in range(3):
                    self.agrees(w)

    def test_training_packs_nothing_anew(self):
        w = self.parameter()
        optimizer = torch.optim.SGD([w], 0.01)
        for step in range(3):
            optimizer.zero_grad()
            OURS[2](self.x, w, stride=2).square().mean().backward()
            optimizer.step()
            if step:
                self.assertEqual(kept.nbytes, 0)

    def test_tensors_of_inference_mode(self):
        with torch.inference_mode():
            w = tensor(64, 64, 4, 4)
            w = w.clone()
            self.assertTrue(w.is_inference())
            for _ in range(3):
                self.agrees(w)
            self.assertGreater(kept.nbytes, 0)
            w[63, 63, 3, 2] = 7  # a change that no count and no sample sees
            for _ in range(3):
                self.agrees(w)

    def test_one_packed_kernel_serves_other_sizes_of_images(self):
        w = self.parameter()
        self.agrees(w)
        one = kept.nbytes
        OURS[2](tensor(2, 64, 16, 16), w, stride=2, padding=1)
        self.assertLessEqual(kept.nbytes, 2 * one)

    def test_views_of_a_parameter(self):
        w = torch.nn.Parameter(tensor(2, 64, 64, 4, 4))
        for _ in range(3):
            self.agrees(w[0])
            self.agrees(w[1])
        self.assertGreater(kept.nbytes, 0)
        with torch.no_grad():
            w[1].neg_()
        for _ in range(3):
            self.agrees(w[1])

    def test_both_orders_of_one_tensor(self):
        self.x = tensor(1, 16, 16, 16)
        w = torch.nn.Parameter(tensor(16, 16, 16, 16))
        for _ in range(2):
            conv_transpose(self.x, w)
        self.agrees(w)

    def test_a_channel_that_changes_uncounted(self):
        w = self.parameter(128)
        self.agrees(w)
        w.data[:, 5] = 0
        self.agrees(w)

    def test_contents_elsewhere_are_forgotten(self):
        w = self.parameter()
        for seed in (1, 2, 3):
            w.data = tensor(64, 64, 4, 4, seed=seed)
            self.agrees(w)
        self.assertLessEqual(len(kept._entries), 1)

    def test_bound(self):
        kernels = [self.parameter() for _ in range(3)]
        self.agrees(kernels[0])
        one = kept.nbytes
        keep_weights(2 * one + 1)
        for _ in range(3):
            for w in kernels:
                self.agrees(w)
                self.assertLessEqual(kept.nbytes, 2 * one)
        self.assertGreater(kept.nbytes, 0)
        for bytes_ in (one - 1, 0):
            keep_weights(bytes_)
            for _ in range(3):
                self.agrees(kernels[0])
            self.assertEqual(kept.nbytes, 0)
        with self.assertRaisesRegex(ValueError, "most_bytes is -1"):
            keep_weights(-1)


if __name__ == "__main__":
    unittest.main()
