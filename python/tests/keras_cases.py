"""What tests of convt inside Keras share on every backend. KERAS_BACKEND is set before this module is imported."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

import convt.keras
import keras
import numpy as np

from arrays import uniform


def decoder(shape=(4, 4, 8), second_strides=(2, 1), **third):
    """Three layers, with the same weights at each call. `third` holds arguments of the last one, dilated if none."""
    keras.utils.set_random_seed(3)
    layers = keras.layers
    return keras.Sequential([
        keras.Input(shape),
        layers.Conv2DTranspose(12, 4, 2, "same", activation="relu"),
        layers.BatchNormalization(),
        layers.Conv2DTranspose(6, 3, second_strides, "valid", output_padding=(1, 0), use_bias=False),
        layers.Conv2DTranspose(3, 3, **(third or {"dilation_rate": 2}), activation="tanh"),
    ])


class EnabledCase(unittest.TestCase):
    """convt is enabled while a test runs."""

    def setUp(self):
        convt.keras.enable()
        self.addCleanup(convt.keras.disable)

    def assert_kerass_error(self, x, w):
        """A wrong call raises the same with convt and without."""
        messages = []
        for _ in range(2):
            with self.assertRaises(ValueError) as caught:
                keras.ops.conv_transpose(x, w, 2)
            messages.append(str(caught.exception))
            convt.keras.disable()
        self.assertEqual(*messages)

    def assert_trains_alike(self, make):
        """Losses fall, and are the same with convt and without."""
        x, losses = uniform(8, 4, 4, 8), []
        for use in (True, False):
            convt.keras.enable() if use else convt.keras.disable()
            model = make()
            model.compile(keras.optimizers.SGD(0.05), "mse")
            targets = np.tanh(uniform(8, *model.output_shape[1:]))
            losses.append(model.fit(x, targets, 4, epochs=3, verbose=0, shuffle=False).history["loss"])
        self.assertLess(losses[0][-1], losses[0][0])
        np.testing.assert_allclose(*losses, rtol=1e-4)

    def assert_files_are_kerass(self, model, seconds):
        """A saved model loads in a process without convt, within so many seconds."""
        x = uniform(2, 4, 4, 8)
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "model.keras")
            model.save(path)
            loaded = keras.saving.load_model(path)
            np.testing.assert_allclose(loaded(x), model(x), atol=1e-6)
            program = f"import keras, sys; keras.saving.load_model({str(path)!r}); assert 'convt' not in sys.modules"
            subprocess.run([sys.executable, "-c", program], check=True, timeout=seconds)
