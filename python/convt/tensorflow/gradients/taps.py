"""Gradients by products of matrices, with any strides and dilation."""

import itertools

import tensorflow as tf


class ByTaps:
    """For each tap, the elements of the outputs' gradient that inputs reach through it."""

    def __init__(self, x, w, g, crops, strides, dilation):
        self.x, self.w = x, w
        shape, known = tf.shape(x), x.shape.as_list()
        sizes = [shape[axis] if known[axis] is None else known[axis] for axis in range(1, len(known) - 1)]
        g = tf.pad(g, [(0, 0), *crops, (0, 0)])
        self.taps = [g[(slice(None), *(slice(t * d, t * d + (n - 1) * s + 1, s)
                                       for t, d, n, s in zip(tap, dilation, sizes, strides, strict=True)))]
                     for tap in itertools.product(*map(range, w.shape[:-2].as_list()))]

    def of_inputs(self):
        kernels = tf.unstack(tf.reshape(self.w, [len(self.taps), *self.w.shape[-2:]]))
        return tf.add_n([tf.tensordot(tap, kernel, 1) for tap, kernel in zip(self.taps, kernels, strict=True)])

    def of_kernel(self):
        axes = list(range(self.x.shape.rank - 1))
        return tf.reshape(tf.stack([tf.tensordot(tap, self.x, [axes, axes]) for tap in self.taps]), self.w.shape)
