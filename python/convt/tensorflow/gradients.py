"""Derivatives of the operator, of operators of TensorFlow: their own derivatives are TensorFlow's.

The inputs' gradient is a convolution of the outputs' with the same kernel, strides and dilation; the kernel's is, for
each tap, the product of the inputs with the outputs' gradient where they reached it through that tap. Both read the
outputs' gradient as if nothing had been cut off the outputs, so that is what both begin with.
"""

import itertools

import tensorflow as tf

from .. import _convt
from .._shapes import settled
from . import operator


def _channels_last(tensor):
    return tf.transpose(tensor, [0, *range(2, tensor.shape.rank), 1])


def _channels_first(tensor):
    return tf.transpose(tensor, [0, tensor.shape.rank - 1, *range(1, tensor.shape.rank - 1)])


def _uncropped(g, crops):
    """`g` with zeros where outputs were cut off, without the outputs that no input reached."""
    if any(after < 0 for _, after in crops):
        g = g[(slice(None), *(slice(None, after if after < 0 else None) for _, after in crops))]
    pads = [(0, 0), *((before, max(after, 0)) for before, after in crops), (0, 0)]
    return tf.pad(g, pads) if any(map(any, pads)) else g


def _taps(g, sizes, kernel_size, strides, dilation):
    """For each tap, the elements of `g` that inputs of these sizes reach through it."""
    for tap in itertools.product(*map(range, kernel_size)):
        yield g[(slice(None), *(slice(t * d, t * d + (n - 1) * s + 1, s)
                                for t, d, n, s in zip(tap, dilation, sizes, strides, strict=True)))]


def _by_taps(g, x, w, strides, dilation):
    """Both gradients by a product of matrices for each tap, with any strides and dilation."""
    shape, known = tf.shape(x), x.shape.as_list()
    sizes = [shape[axis] if known[axis] is None else known[axis] for axis in range(1, len(known) - 1)]
    kernel_size, axes = w.shape[:-2].as_list(), list(range(len(known) - 1))
    taps = list(_taps(g, sizes, kernel_size, strides, dilation))
    kernels = tf.unstack(tf.reshape(w, [len(taps), *w.shape[-2:]]))
    dx = tf.add_n([tf.tensordot(part, kernel, 1) for part, kernel in zip(taps, kernels, strict=True)])
    dw = tf.stack([tf.tensordot(part, x, [axes, axes]) for part in taps])
    return dx, tf.reshape(dw, w.shape)


def _by_convolutions(g, x, w, strides):
    """Both by TensorFlow's convolutions, whose derivatives have no dilation on CPUs."""
    is_line = len(strides) == 1
    if is_line:  # as a picture of one row
        g, x, w, strides = tf.expand_dims(g, 1), tf.expand_dims(x, 1), tf.expand_dims(w, 0), (1, *strides)
    steps, shape = [1, *strides, 1], tf.shape(w)
    if len(strides) == 3:
        dx = tf.nn.conv3d(g, w, steps, "VALID")
        dw = tf.raw_ops.Conv3DBackpropFilterV2(input=g, filter_sizes=shape, out_backprop=x, strides=steps,
                                               padding="VALID")
    else:
        dx = tf.nn.conv2d(g, w, steps, "VALID")
        dw = tf.raw_ops.Conv2DBackpropFilter(input=g, filter_sizes=shape, out_backprop=x, strides=steps,
                                             padding="VALID")
    return (tf.squeeze(dx, [1]), tf.squeeze(dw, [0])) if is_line else (dx, dw)


def of_inputs_and_kernel(x, w, g, strides, padding, output_padding, data_format, dilation_rate):
    """The gradients of inputs and kernel, in their shapes, from the outputs' `g`."""
    arguments = (strides, padding, output_padding, data_format, dilation_rate)
    crops = _convt._crops(*settled(x.shape.as_list(), w.shape.as_list(), data_format), *arguments)
    is_first = data_format == "channels_first"
    if is_first:
        x, g = _channels_last(x), _channels_last(g)
    g = _uncropped(g, crops)
    if all(d == 1 for d in dilation_rate):
        dx, dw = _by_convolutions(g, x, w, strides)
    else:
        dx, dw = _by_taps(g, x, w, strides, dilation_rate)
    return _channels_first(dx) if is_first else dx, dw


def register():
    """Tells TensorFlow; once in a process."""

    @tf.RegisterGradient(operator.NAME)
    def gradient(node, g):
        x, w = node.inputs
        return of_inputs_and_kernel(x, w, g, *operator.arguments_of(node))
