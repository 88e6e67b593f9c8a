"""Gradients by TensorFlow's convolutions, whose derivatives have no dilation on CPUs."""

import itertools

import tensorflow as tf


class ByConvolutions:
    """A line is a picture of one row. Zeros around pictures are padding of the convolution; 3-D ones take none, and for
    one row TensorFlow is slower with it than with zeros in memory.
    """

    def __init__(self, x, w, g, crops, strides):
        self.is_line, self.is_volume = len(strides) == 1, len(strides) == 3
        if self.is_line:
            x, w, g = tf.expand_dims(x, 1), tf.expand_dims(w, 0), tf.expand_dims(g, 1)
            crops, strides = [(0, 0), *crops], (1, *strides)
        self.named = dict(strides=[1, *strides, 1], padding="VALID")
        if any(map(any, crops)):
            if self.is_line or self.is_volume:
                g = tf.pad(g, [(0, 0), *crops, (0, 0)])
            else:
                self.named.update(padding="EXPLICIT", explicit_paddings=[0, 0, *itertools.chain(*crops), 0, 0])
        self.x, self.w, self.g = x, w, g

    def of_inputs(self):
        run = tf.raw_ops.Conv3D if self.is_volume else tf.raw_ops.Conv2D
        dx = run(input=self.g, filter=self.w, **self.named)
        return tf.squeeze(dx, [1]) if self.is_line else dx

    def of_kernel(self):
        run = tf.raw_ops.Conv3DBackpropFilterV2 if self.is_volume else tf.raw_ops.Conv2DBackpropFilter
        dw = run(input=self.g, filter_sizes=tf.shape(self.w), out_backprop=self.x, **self.named)
        return tf.squeeze(dw, [0]) if self.is_line else dw
