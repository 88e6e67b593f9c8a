"""convt inside Keras on torch: layers, models, training, compiled models."""

import os
import unittest

os.environ["KERAS_BACKEND"] = "torch"

import convt.keras
import keras
import numpy as np
import torch

import keras_cases
from arrays import uniform
from keras_cases import EnabledCase


def decoder():
    """A height that is unknown until a call."""
    return keras_cases.decoder((None, 4, 8))


class Enabled(EnabledCase):
    def with_and_without(self, compute):
        got = compute()
        self.assertGreater(convt.keras.stats()["convt"], 0)
        self.assertEqual(convt.keras.stats()["left"], {})
        convt.keras.disable()
        wanted = compute()
        convt.keras.enable()
        return got, wanted

    def test_layers_of_every_rank_and_type(self):
        layers = keras.layers
        cases = ((layers.Conv1DTranspose, "channels_first", (2, 6, 5), "float32"),
                 (layers.Conv2DTranspose, "channels_last", (2, 5, 4, 6), "mixed_bfloat16"),
                 (layers.Conv2DTranspose, "channels_first", (2, 6, 5, 4), "float64"),
                 (layers.Conv3DTranspose, "channels_last", (2, 5, 4, 3, 6), "mixed_float16"))
        for kind, data_format, shape, dtype in cases:
            layer = kind(4, 3, 2, "same", data_format=data_format, dtype=dtype)
            x = uniform(*shape)
            layer(x)
            got, wanted = self.with_and_without(lambda f=layer, x=x: keras.ops.convert_to_numpy(f(x).float()))
            with self.subTest(kind.__name__, data_format=data_format, dtype=dtype):
                np.testing.assert_allclose(got, wanted, atol=1e-2 if "mixed" in dtype else 1e-5)

    def test_predict(self):
        x = uniform(3, 5, 4, 8)
        got, wanted = self.with_and_without(lambda: decoder().predict(x, verbose=0))
        np.testing.assert_allclose(got, wanted, atol=1e-5)

    def test_symbolic_shapes(self):
        self.assertEqual(decoder().output_shape, (None, None, 14, 3))
        spec = keras.src.backend.compute_output_spec(
            lambda x: keras.src.backend.nn.conv_transpose(x, np.ones((3, 3, 5, 8), "float32"), 2, "same"),
            keras.KerasTensor((None, 7, None, 8)))
        self.assertEqual(spec.shape, (None, 14, None, 5))

    def test_training(self):
        x, losses = uniform(8, 4, 4, 8), []

        def train(jit_compile=False):
            model = decoder()
            model.compile(keras.optimizers.SGD(0.05), "mse", jit_compile=jit_compile)
            targets = np.tanh(uniform(8, *model(x).shape[1:]))
            return model.fit(x, targets, 4, epochs=3, verbose=0, shuffle=False).history["loss"]

        losses = [*self.with_and_without(train), train(True)]
        self.assertLess(losses[0][-1], losses[0][0])
        np.testing.assert_allclose(losses[0], losses[1], rtol=1e-4)
        np.testing.assert_allclose(losses[0], losses[2], rtol=1e-4)

    def test_one_graph(self):
        model, x = decoder(), torch.from_numpy(uniform(2, 4, 4, 8))
        with torch.no_grad():
            got = torch.compile(lambda x: model(x), fullgraph=True)(x)
            torch.testing.assert_close(got, model(x), rtol=1e-4, atol=1e-5)

    def test_what_is_left(self):
        self.assert_kerass_error(uniform(1, 4, 4, 3), uniform(2, 2, 5, 4))


if __name__ == "__main__":
    unittest.main()
