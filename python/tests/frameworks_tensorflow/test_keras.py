"""convt inside Keras on TensorFlow: layers, models, training and files."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

os.environ["KERAS_BACKEND"] = "tensorflow"

import convt.keras
import keras
import numpy as np
import tensorflow as tf

from arrays import uniform


def decoder(shape=(4, 4, 8)):
    keras.utils.set_random_seed(3)
    layers = keras.layers
    return keras.Sequential([
        keras.Input(shape),
        layers.Conv2DTranspose(12, 4, 2, "same", activation="relu"),
        layers.BatchNormalization(),
        layers.Conv2DTranspose(6, 3, (2, 3), "valid", output_padding=(1, 0), use_bias=False),
        layers.Conv2DTranspose(3, 3, 2, activation="tanh"),
    ])


class Enabled(unittest.TestCase):
    def setUp(self):
        convt.keras.enable()
        self.addCleanup(convt.keras.disable)

    def test_layers_of_every_rank(self):
        layers = keras.layers
        for kind, shape in ((layers.Conv1DTranspose, (2, 5, 6)), (layers.Conv2DTranspose, (2, 5, 4, 6)),
                            (layers.Conv3DTranspose, (2, 5, 4, 3, 6))):
            layer, x = kind(4, 3, 2, "same"), uniform(*shape)
            got = layer(x)
            convt.keras.disable()
            wanted = layer(x)
            convt.keras.enable()
            with self.subTest(kind.__name__):
                np.testing.assert_allclose(got, wanted, atol=1e-5)

    def test_predict_with_batches_that_differ_and_sizes_that_are_unknown(self):
        x = uniform(5, 4, 4, 8)
        for shape in ((4, 4, 8), (None, None, 8)):
            got = decoder(shape).predict(x, 2, verbose=0)
            self.assertGreaterEqual(convt.keras.stats()["convt"], 3)
            self.assertEqual(convt.keras.stats()["left"], {})
            convt.keras.disable()
            wanted = decoder(shape).predict(x, 2, verbose=0)
            convt.keras.enable()
            with self.subTest(shape):
                np.testing.assert_allclose(got, wanted, atol=1e-5)

    def test_training(self):
        x = uniform(8, 4, 4, 8)
        losses = []
        for use in (True, False):
            convt.keras.enable() if use else convt.keras.disable()
            model = decoder()
            model.compile(keras.optimizers.SGD(0.05), "mse")
            history = model.fit(x, np.tanh(uniform(8, *model.output_shape[1:])), 4, epochs=3, verbose=0, shuffle=False)
            losses.append(history.history["loss"])
        self.assertLess(losses[0][-1], losses[0][0])
        np.testing.assert_allclose(*losses, rtol=1e-4)

    def test_files_are_kerass_own(self):
        x = uniform(2, 4, 4, 8)
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "model.keras")
            model = decoder()
            model.save(path)
            loaded = keras.saving.load_model(path)
            np.testing.assert_allclose(loaded(x), model(x), atol=1e-6)
            program = f"import keras, sys; keras.saving.load_model({str(path)!r}); assert 'convt' not in sys.modules"
            subprocess.run([sys.executable, "-c", program], check=True, timeout=300)

    def test_export(self):
        x = uniform(3, 4, 4, 8)
        with tempfile.TemporaryDirectory() as folder:
            model = decoder()
            model.export(folder, verbose=False)
            loaded = tf.saved_model.load(folder)
            np.testing.assert_allclose(loaded.serve(x), model(x), atol=1e-6)

    def test_calls_that_tensorflow_refuses(self):
        """Even kernels with "same" and output_padding of 0 on CPUs; some of its releases serve them."""
        x, w = uniform(1, 4, 4, 3), uniform(2, 2, 5, 3)
        got = keras.ops.conv_transpose(x, w, 2, "same", 0)
        np.testing.assert_allclose(got, convt.conv_transpose(x, w, 2, "same", 0), atol=1e-6)

    def test_what_is_not_served_goes_to_keras(self):
        x, w = uniform(1, 4, 4, 3), uniform(2, 2, 5, 3)
        keras.ops.conv_transpose(x.astype("float16"), w.astype("float16"), 2)
        self.assertEqual(convt.keras.stats(), {"convt": 0, "left": {"type float16": 1}})
        unknown = tf.function(lambda x: keras.ops.conv_transpose(x, w, 2), input_signature=[tf.TensorSpec(None)])
        with self.assertRaises(ValueError):  # Keras's own
            unknown(x)
        self.assertEqual(convt.keras.stats()["left"]["a number of axes that is unknown"], 1)

    def test_wrong_calls_have_kerass_errors(self):
        x, w = uniform(1, 4, 4, 3), uniform(2, 2, 5, 4)
        messages = []
        for _ in range(2):
            with self.assertRaises(ValueError) as caught:
                keras.ops.conv_transpose(x, w, 2)
            messages.append(str(caught.exception))
            convt.keras.disable()
        self.assertEqual(*messages)


if __name__ == "__main__":
    unittest.main()
