"""replace(): models of PyTorch compute the same with convt, train, save and load."""

import copy
import io
import unittest

import convt.torch
import torch
from torch import nn

from test_functions import Case, tensor


def dcgan():
    torch.manual_seed(1)
    return nn.Sequential(
        nn.ConvTranspose2d(32, 64, 4, 1, 0, bias=False), nn.BatchNorm2d(64), nn.ReLU(True),
        nn.ConvTranspose2d(64, 32, 4, 2, 1, bias=False), nn.BatchNorm2d(32), nn.ReLU(True),
        nn.ConvTranspose2d(32, 3, 4, 2, 1), nn.Tanh())


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        torch.manual_seed(2)
        self.down = nn.Conv2d(3, 16, 3, padding=1)
        self.bottom = nn.Conv2d(16, 32, 3, padding=1)
        self.up = nn.ConvTranspose2d(32, 16, 2, 2)
        self.last = nn.Conv2d(32, 4, 1)

    def forward(self, x):
        skip = torch.relu(self.down(x))
        deep = torch.relu(self.bottom(nn.functional.max_pool2d(skip, 2)))
        return self.last(torch.cat([skip, self.up(deep, output_size=skip.shape)], 1))


MODELS = ((dcgan, (4, 32, 1, 1)), (UNet, (2, 3, 17, 16)))


class Replace(Case):
    def test_models_compute_the_same(self):
        for make, shape in MODELS:
            theirs, x = make().eval(), tensor(*shape)
            ours = copy.deepcopy(theirs)
            keys = list(ours.state_dict())
            done = convt.torch.replace(ours)
            with self.subTest(make.__name__), torch.no_grad():
                self.assertEqual(len(done.replaced), 3 if make is dcgan else 1)
                self.assertEqual((done.left, list(ours.state_dict())), ({}, keys))
                torch.testing.assert_close(ours(x), theirs(x), rtol=1e-4, atol=1e-5)
                last = x.to(memory_format=torch.channels_last)
                got = ours.to(memory_format=torch.channels_last)(last)
                torch.testing.assert_close(got, theirs(x), rtol=1e-4, atol=1e-5)

    def test_models_train_the_same(self):
        for make, shape in MODELS:
            losses = []
            for use in (True, False):
                model, x = make(), tensor(*shape)
                if use:
                    convt.torch.replace(model)
                optimizer = torch.optim.Adam(model.parameters(), 1e-2)
                for _ in range(4):
                    optimizer.zero_grad()
                    loss = (model(x) - 0.5).square().mean()
                    loss.backward()
                    optimizer.step()
                    losses.append(loss.item())
            with self.subTest(make.__name__):
                self.assertLess(losses[3], losses[0])
                torch.testing.assert_close(losses[:4], losses[4:], rtol=1e-3, atol=1e-5)

    def test_every_rank_and_argument(self):
        volume = nn.ConvTranspose3d(4, 6, 2, 2, bias=False, dtype=torch.float64)
        for layer, x in ((nn.ConvTranspose1d(4, 6, 3, 2, 1, 1, 2), tensor(2, 4, 9)),
                         (nn.ConvTranspose2d(4, 6, (3, 2), (2, 1), dilation=2), tensor(4, 9, 8)),
                         (volume, tensor(2, 4, 3, 4, 5, dtype=torch.float64))):
            wanted = layer(x)
            self.assertEqual(convt.torch.replace(layer), ([""], {}))
            torch.testing.assert_close(layer(x), wanted)

    def test_saving(self):
        model = dcgan().eval()
        convt.torch.replace(model)
        file = io.BytesIO()
        torch.save(model, file)
        file.seek(0)
        loaded = torch.load(file, weights_only=False)
        x = tensor(1, 32, 1, 1)
        torch.testing.assert_close(loaded(x), model(x))
        plain = dcgan().eval()
        plain.load_state_dict(model.state_dict())
        torch.testing.assert_close(plain(x), model(x), rtol=1e-4, atol=1e-5)

    def test_what_is_left(self):
        class Own(nn.ConvTranspose2d):
            pass

        model = nn.Sequential(Own(3, 4, 2), nn.LazyConvTranspose2d(4, 2), nn.ConvTranspose2d(4, 2, 2),
                              nn.Conv2d(2, 2, 1))
        done = convt.torch.replace(model)
        self.assertEqual(done.replaced, ["2"])
        self.assertEqual(done.left, {"0": "a class of its own, Own",
                                     "1": "a lazy layer, whose sizes its first call settles"})
        self.assertEqual(convt.torch.replace(model).replaced, [])

    def test_parametrizations(self):
        layer, x = nn.utils.parametrizations.weight_norm(nn.ConvTranspose1d(4, 6, 4, 2)), tensor(2, 4, 9)
        wanted, keys = layer(x), list(layer.state_dict())
        self.assertEqual(convt.torch.replace(layer).replaced, [""])
        self.assertIsInstance(layer, convt.torch.ConvTranspose1d)
        torch.testing.assert_close(layer(x), wanted)
        layer(x).sum().backward()
        self.assertIsNotNone(layer.parametrizations.weight.original1.grad)
        self.assertEqual(list(layer.state_dict()), keys)
        nn.utils.parametrize.remove_parametrizations(layer, "weight")
        self.assertIs(type(layer), convt.torch.ConvTranspose1d)
        torch.testing.assert_close(layer(x), wanted)

    def test_restore(self):
        model = dcgan()
        convt.torch.replace(model)
        convt.torch.restore(model)
        self.assertIs(type(model[0]), nn.ConvTranspose2d)

    def test_compiled(self):
        model, x = dcgan().eval(), tensor(2, 32, 1, 1)
        convt.torch.replace(model)
        with torch.no_grad():
            torch.testing.assert_close(torch.compile(model, fullgraph=True)(x), model(x), rtol=1e-4, atol=1e-5)


if __name__ == "__main__":
    unittest.main()
