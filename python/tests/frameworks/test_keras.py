"""convt inside Keras on JAX: layers, models, training and files. The numpy backend has a process of its own."""

import os
import subprocess
import sys
import unittest

os.environ["KERAS_BACKEND"] = "jax"

import convt.keras
import keras
import numpy as np

from arrays import uniform
from keras_cases import EnabledCase, decoder

NUMPY_BACKEND = """
import numpy as np, keras, convt.keras
x, w = np.arange(96, dtype="float32").reshape(1, 4, 4, 6), np.ones((3, 3, 2, 6), "float32")
model = keras.Sequential([keras.Input((4, 4, 6)), keras.layers.Conv2DTranspose(5, 3, 2, "same", activation="relu")])
wanted = keras.ops.conv_transpose(x, w, 2, "same"), model.predict(x, verbose=0)
with convt.keras.enabled():
    got = keras.ops.conv_transpose(x, w, 2, "same"), model.predict(x, verbose=0)
    print(convt.keras.stats())
for g, v in zip(got, wanted):
    np.testing.assert_allclose(g, v, rtol=1e-5, atol=1e-3)
"""


class Enabled(EnabledCase):
    def assert_served(self, calls, **left):
        self.assertEqual(convt.keras.stats(), {"convt": calls, "left": left})

    def test_layers_of_every_rank(self):
        layers = keras.layers
        for kind, data_format, shape in ((layers.Conv1DTranspose, "channels_first", (2, 6, 5)),
                                         (layers.Conv2DTranspose, "channels_last", (2, 5, 4, 6)),
                                         (layers.Conv2DTranspose, "channels_first", (2, 6, 5, 4)),
                                         (layers.Conv3DTranspose, "channels_last", (2, 5, 4, 3, 6))):
            layer, x = kind(4, 3, 2, "same", data_format=data_format), uniform(*shape)
            got = layer(x)
            convt.keras.disable()
            wanted = layer(x)
            convt.keras.enable()
            with self.subTest(kind.__name__, data_format=data_format):
                np.testing.assert_allclose(got, wanted, atol=1e-5)

    def test_predict(self):
        x = uniform(3, 4, 4, 8)
        got = decoder().predict(x, verbose=0)
        self.assertGreaterEqual(convt.keras.stats()["convt"], 3)
        self.assertEqual(convt.keras.stats()["left"], {})
        convt.keras.disable()
        np.testing.assert_allclose(got, decoder().predict(x, verbose=0), atol=1e-5)

    def test_training(self):
        self.assert_trains_alike(decoder)

    def test_files_are_kerass_own(self):
        self.assert_files_are_kerass(decoder(), 120)

    def test_what_is_not_served_goes_to_keras(self):
        x, w = uniform(1, 4, 4, 3), uniform(2, 2, 5, 3)
        keras.ops.conv_transpose(x.astype("float16"), w.astype("float16"), 2)
        self.assert_served(0, **{"type float16": 1})
        layer = keras.layers.Conv2DTranspose(4, 3, 2, dtype="mixed_bfloat16")
        self.assertEqual(keras.backend.standardize_dtype(layer(x).dtype), "bfloat16")
        self.assertEqual(convt.keras.stats()["left"]["type bfloat16"], 1)

    def test_wrong_calls_have_kerass_errors(self):
        self.assert_kerass_error(uniform(1, 4, 4, 3), uniform(2, 2, 5, 4))

    def test_lists_and_default_format(self):
        self.addCleanup(keras.config.set_image_data_format, keras.config.image_data_format())
        keras.config.set_image_data_format("channels_first")
        x, w = np.ones((1, 2, 3, 3), "float32"), np.ones((2, 2, 4, 2), "float32")
        got = keras.ops.conv_transpose(x.tolist(), w, [2, 2])
        self.assertEqual(got.shape, (1, 4, 6, 6))
        self.assert_served(1)

    def test_enabling_twice_and_disabling(self):
        nn = keras.src.backend.nn
        convt.keras.enable()
        convt.keras.disable()
        self.assertEqual(nn.conv_transpose.__module__, "keras.src.backend.jax.nn")
        with convt.keras.enabled():
            with convt.keras.enabled():
                pass
            self.assertIs(type(nn.conv_transpose), convt.keras.Replacement)
        self.assertIsNot(type(nn.conv_transpose), convt.keras.Replacement)
        self.assertEqual(convt.keras.stats(), {"convt": 0, "left": {}})


class NumpyBackend(unittest.TestCase):
    def run_with(self, backend, program):
        return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=120,
                              env={**os.environ, "KERAS_BACKEND": backend})

    def test_is_served(self):
        done = self.run_with("numpy", NUMPY_BACKEND)
        self.assertEqual((done.returncode, done.stdout.strip()), (0, "{'convt': 2, 'left': {}}"), done.stderr)


if __name__ == "__main__":
    unittest.main()
