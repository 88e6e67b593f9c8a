"""convt.tensorflow against the oracle: eagerly, in functions with unknown sizes, in saved models; and its errors."""

import itertools
import pathlib
import subprocess
import sys
import tempfile
import unittest

import convt
import numpy as np
import tensorflow as tf
from convt.tensorflow import conv_transpose

import oracle
from arrays import assert_agrees, uniform

SAVED_MODEL = """
import sys, numpy as np, tensorflow as tf
import convt.tensorflow
loaded = tf.saved_model.load(sys.argv[1])
x = np.load(sys.argv[2])
np.save(sys.argv[3], loaded.up(x).numpy())
with tf.GradientTape() as tape:
    loss = tf.reduce_sum(loaded.up(x))
assert tape.gradient(loss, loaded.w).shape == loaded.w.shape
"""


class Values(unittest.TestCase):
    def test_grid(self):
        grid = itertools.product((1, 2, 3), ("channels_last", "channels_first"), (1, 2, 3), (1, 2),
                                 (("valid", None), ("valid", 0), ("same", None), ("same", 0), ("same", "most")))
        for rank, data_format, stride, dilation, (padding, extra) in grid:
            spatial = (5, 4, 3)[:rank]
            x = uniform(2, *spatial, 3) if data_format == "channels_last" else uniform(2, 3, *spatial)
            w = uniform(*(3, 2, 3)[:rank], 4, 3)
            arguments = (stride, padding, stride - 1 if extra == "most" else extra, data_format, dilation)
            with self.subTest(rank=rank, arguments=arguments):
                got = conv_transpose(x, w, *arguments)
                assert_agrees(self, x, w, *arguments[:3], got=got.numpy(), data_format=data_format,
                              dilation_rate=dilation)

    def test_is_what_tensorflow_makes(self):
        for padding, kernel in itertools.product(("valid", "same"), (2, 3, 5)):
            x, w = uniform(2, 7, 6, 5), uniform(kernel, kernel, 4, 5)
            got = conv_transpose(x, w, 2, padding)
            wanted = tf.nn.conv2d_transpose(x, w, got.shape, 2, padding.upper())
            with self.subTest(padding=padding, kernel=kernel):
                np.testing.assert_allclose(got, wanted, atol=1e-5)

    def test_other_types(self):
        x, w = uniform(2, 5, 4, 3, dtype="float64"), uniform(3, 3, 4, 3, dtype="float64")
        assert_agrees(self, x, w, 2, got=conv_transpose(x, w, 2).numpy())
        for dtype, eps in (("float16", 2**-11), ("bfloat16", 2**-8)):
            short_x, short_w = (tf.cast(array, dtype) for array in (x, w))
            got = conv_transpose(short_x, short_w, 2)
            self.assertEqual(got.dtype.name, dtype)
            wanted = oracle.conv_transpose(*(tf.cast(array, "float64").numpy() for array in (short_x, short_w)), 2)
            np.testing.assert_allclose(tf.cast(got, "float64"), wanted, rtol=2 * eps, atol=1e-5)

    def test_no_elements(self):
        self.assertEqual(conv_transpose(uniform(0, 4, 4, 3), uniform(2, 2, 5, 3), 2).shape, (0, 8, 8, 5))

    def test_many_threads_and_their_number(self):
        x, w = uniform(4, 16, 16, 32), uniform(4, 4, 16, 32)
        wanted = conv_transpose(x, w, 2, "same").numpy()
        parts = tf.function(lambda x: tf.map_fn(lambda part: conv_transpose(part[None], w, 2, "same")[0], x,
                                                parallel_iterations=4))
        got = parts(x)
        np.testing.assert_allclose(got, wanted, atol=1e-5)
        self.addCleanup(convt.set_num_threads, None)
        convt.set_num_threads(1)
        np.testing.assert_allclose(conv_transpose(x, w, 2, "same"), wanted, atol=1e-5)


class Functions(unittest.TestCase):
    def test_unknown_sizes(self):
        """Of each axis on its own, of all, and of nothing but the type."""
        w = uniform(3, 2, 4, 3)
        for data_format, shape, static in (
                ("channels_last", (None, 5, 4, 3), (None, 10, 8, 4)),
                ("channels_last", (2, None, 4, 3), (2, None, 8, 4)),
                ("channels_last", (2, 5, 4, None), (2, 10, 8, 4)),
                ("channels_first", (None, 3, None, 4), (None, 4, None, 8)),
                ("channels_first", (None, None, None, None), (None, 4, None, None)),
                ("channels_last", None, None)):
            up = tf.function(lambda x, f=data_format: conv_transpose(x, w, 2, "same", None, f),
                             input_signature=[tf.TensorSpec(shape)])
            x = uniform(2, 5, 4, 3) if data_format == "channels_last" else uniform(2, 3, 5, 4)
            with self.subTest(data_format=data_format, shape=shape):
                assert_agrees(self, x, w, 2, "same", got=up(x).numpy(), data_format=data_format)
                if static is not None:
                    self.assertEqual(tuple(up.get_concrete_function().structured_outputs.shape), static)

    def test_the_graph_holds_the_operator(self):
        up = tf.function(lambda x, w: tf.nn.relu(conv_transpose(x, w, 2)))
        graph = up.get_concrete_function(tf.TensorSpec((1, 4, 4, 3)), tf.TensorSpec((2, 2, 5, 3))).graph
        self.assertIn("ConvtConvTranspose", {node.type for node in graph.get_operations()})

    def test_saved_model(self):
        class Model(tf.Module):
            def __init__(self):
                super().__init__()
                self.w = tf.Variable(uniform(3, 3, 4, 3))

            @tf.function(input_signature=[tf.TensorSpec((None, 5, 4, 3))])
            def up(self, x):
                return conv_transpose(x, self.w, 2, "same")

        x = uniform(2, 5, 4, 3)
        with tempfile.TemporaryDirectory() as folder:
            saved, given, got = (pathlib.Path(folder, name) for name in ("model", "x.npy", "y.npy"))
            model = Model()
            tf.saved_model.save(model, str(saved))
            np.save(given, x)
            subprocess.run([sys.executable, "-c", SAVED_MODEL, saved, given, got], check=True, timeout=300)
            assert_agrees(self, x, model.w.numpy(), 2, "same", got=np.load(got))


class KeptWeights(unittest.TestCase):
    def test_are_kept_and_changes_seen(self):
        convt.tensorflow.keep_weights()
        self.addCleanup(convt.tensorflow.keep_weights, 0)
        x, w = uniform(1, 16, 16, 256), tf.Variable(uniform(4, 4, 256, 256))
        up = tf.function(lambda x: conv_transpose(x, w, 2, "same"))
        for factor in (1, 1, -1):
            w.assign(factor * w)
            wanted = convt.conv_transpose(x, w.numpy(), 2, "same")
            for _ in range(4):
                np.testing.assert_allclose(up(x), wanted, atol=1e-2)
        self.assertGreater(convt._convt._kept_bytes(), 0)
        convt.tensorflow.keep_weights(0)
        self.assertEqual(convt._convt._kept_bytes(), 0)


class Refusals(unittest.TestCase):
    def test_types(self):
        x, w = uniform(1, 4, 4, 3), uniform(2, 2, 5, 3)
        with self.assertRaisesRegex(TypeError, "inputs is of int32"):
            conv_transpose(x.astype("int32"), w)
        with self.assertRaisesRegex(TypeError, "kernel is of float64"):
            conv_transpose(x, w.astype("float64"))

    def test_values(self):
        x, w = uniform(1, 4, 4, 3), uniform(2, 2, 5, 3)
        for wrong, message in ((dict(strides=0), "strides"), (dict(padding="full"), "padding is 'full'"),
                               (dict(output_padding=1), "output_padding"), (dict(strides=(1, 2, 3)), "strides has 3"),
                               (dict(data_format="nhwc"), "data_format is 'nhwc'")):
            with self.subTest(wrong), self.assertRaisesRegex(ValueError, message):
                conv_transpose(x, w, **wrong)

    def test_what_shows_when_it_runs(self):
        up = tf.function(lambda x, w: conv_transpose(x, w, 2), input_signature=[
            tf.TensorSpec((None, None, None, None)), tf.TensorSpec((2, 2, 5, None))])
        with self.assertRaisesRegex(tf.errors.InvalidArgumentError, "channels"):
            up(uniform(1, 4, 4, 3), uniform(2, 2, 5, 4))
        run = convt.tensorflow.run
        with self.assertRaisesRegex(tf.errors.InvalidArgumentError, "inputs has 6 axes"):
            run(uniform(1, 2, 2, 2, 2, 3), uniform(2, 2, 2, 2, 5, 3), (1,), "same", None, "channels_last", (1,))
        with self.assertRaisesRegex(tf.errors.InvalidArgumentError, "strides has 4 values"):
            run(uniform(1, 4, 4, 3), uniform(2, 2, 5, 3), (1,) * 4, "same", None, "channels_last", (1,))
        with self.assertRaisesRegex(tf.errors.InvalidArgumentError, "strides"):
            run(uniform(1, 4, 4, 3), uniform(2, 2, 5, 3), (), "same", None, "channels_last", (1,))


if __name__ == "__main__":
    unittest.main()
