"""Gradients against differences of the oracle. The operator is linear in inputs and in kernel, so that a difference
over any distance is the derivative along it.
"""

import itertools
import unittest

import numpy as np
import tensorflow as tf
from convt.tensorflow import conv_transpose

import oracle
from arrays import uniform

EXTRAS = (("valid", None), ("valid", 0), ("same", None), ("same", 0), ("same", "most"))


def gradients(x, w, weights, arguments):
    """Of the sum of outputs times `weights`."""
    x, w = tf.convert_to_tensor(x), tf.convert_to_tensor(w)
    with tf.GradientTape() as tape:
        tape.watch((x, w))
        loss = tf.reduce_sum(conv_transpose(x, w, *arguments) * weights)
    return tape.gradient(loss, (x, w))


class Gradients(unittest.TestCase):
    def agree(self, x, w, arguments, gradients=gradients):
        def loss(x, w):
            return np.sum(oracle.conv_transpose(x, w, *arguments) * weights)

        weights = uniform(*oracle.conv_transpose(x, w, *arguments).shape, dtype="float64", seed=7)
        dx, dw = gradients(x, w, weights, arguments)
        self.assertEqual((dx.shape, dw.shape), (x.shape, w.shape))
        for seed in range(2):
            along = uniform(*x.shape, dtype="float64", seed=seed)
            self.assertAlmostEqual(np.sum(dx * along), (loss(x + along, w) - loss(x - along, w)) / 2, delta=1e-9)
            along = uniform(*w.shape, dtype="float64", seed=seed)
            self.assertAlmostEqual(np.sum(dw * along), (loss(x, w + along) - loss(x, w - along)) / 2, delta=1e-9)

    def arrays(self, rank, data_format):
        spatial = (4, 3, 5)[:rank]
        shape = (2, *spatial, 3) if data_format == "channels_last" else (2, 3, *spatial)
        return uniform(*shape, dtype="float64"), uniform(*(3, 2, 3)[:rank], 4, 3, dtype="float64")

    def test_grid(self):
        grid = itertools.product((1, 2, 3), ("channels_last", "channels_first"), (1, 2, 3), (1, 2), EXTRAS)
        for rank, data_format, stride, dilation, (padding, extra) in grid:
            arguments = (stride, padding, stride - 1 if extra == "most" else extra, data_format, dilation)
            with self.subTest(rank=rank, arguments=arguments):
                self.agree(*self.arrays(rank, data_format), arguments)

    def test_axes_that_differ(self):
        for strides, dilation in (((3, 1), (1, 2)), ((1, 4), (1, 1)), ((2, 5), (3, 2))):
            with self.subTest(strides=strides, dilation=dilation):
                self.agree(*self.arrays(2, "channels_last"), (strides, "same", None, None, dilation))

    def test_unknown_sizes(self):
        for data_format, dilation in itertools.product(("channels_last", "channels_first"), (1, 2)):
            channels = 1 if data_format == "channels_first" else 3
            shape = [3 if axis == channels else None for axis in range(4)]

            def traced(x, w, weights, arguments, shape=shape):
                function = tf.function(lambda x, w: gradients(x, w, weights, arguments), input_signature=[
                    tf.TensorSpec(shape, "float64"), tf.TensorSpec(w.shape, "float64")])
                return function(x, w)

            with self.subTest(data_format=data_format, dilation=dilation):
                self.agree(*self.arrays(2, data_format), (2, "same", None, data_format, dilation), traced)

    def test_a_kernel_of_unknown_sizes_is_refused(self):
        function = tf.function(lambda x, w: gradients(x, w, 1, (2, "same", None, None, 1)), input_signature=[
            tf.TensorSpec((1, 4, 4, 3), "float64"), tf.TensorSpec((None, None, 2, 3), "float64")])
        with self.assertRaisesRegex(ValueError, "the kernel's spatial sizes are unknown"):
            function(*(np.ones(shape) for shape in ((1, 4, 4, 3), (3, 3, 2, 3))))

    def test_second_derivatives(self):
        """Of squares of outputs, along a line in inputs and kernel, against differences of TensorFlow's first ones."""
        for rank, dilation in itertools.product((1, 2, 3), (1, 2)):
            x, w = self.arrays(rank, "channels_last")

            def first(t, x=x, w=w, dilation=dilation):
                with tf.GradientTape() as tape:
                    tape.watch(t)
                    loss = tf.reduce_sum(conv_transpose(x * t, w * t * t, 2, "same", None, None, dilation) ** 2)
                return tape.gradient(loss, t)

            t, h = tf.constant(0.7, "float64"), 1e-5
            with tf.GradientTape() as tape:
                tape.watch(t)
                slope = first(t)
            got, wanted = tape.gradient(slope, t), (first(t + h) - first(t - h)) / (2 * h)
            with self.subTest(rank=rank, dilation=dilation):
                np.testing.assert_allclose(got, wanted, rtol=1e-6)


if __name__ == "__main__":
    unittest.main()
