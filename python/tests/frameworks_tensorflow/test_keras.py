"""convt inside Keras on TensorFlow: layers, models, training and files."""

import os
import tempfile
import unittest

os.environ["KERAS_BACKEND"] = "tensorflow"

import convt.keras
import keras
import numpy as np
import tensorflow as tf

import keras_cases
from arrays import uniform
from keras_cases import EnabledCase


def decoder(shape=(4, 4, 8)):
    """TensorFlow has no stride beside a dilation."""
    return keras_cases.decoder(shape, (2, 3), strides=2)


class Enabled(EnabledCase):
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
        self.assert_trains_alike(decoder)

    def test_files_are_kerass_own(self):
        self.assert_files_are_kerass(decoder(), 300)

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
        self.assert_kerass_error(uniform(1, 4, 4, 3), uniform(2, 2, 5, 4))


if __name__ == "__main__":
    unittest.main()
