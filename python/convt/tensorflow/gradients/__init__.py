"""Derivatives of the operator, of operators of TensorFlow: their own derivatives are TensorFlow's.

The inputs' gradient is a convolution of the outputs' with the same kernel, strides and dilation; the kernel's is, for
each tap, the product of the inputs with the outputs' gradient where they reached it through that tap. Both read the
outputs' gradient as if nothing had been cut off the outputs: `crops`, before and after on each axis, are zeros around
it. Fewer than none are outputs that no input reached, which are left away at first.
"""

import tensorflow as tf

from ... import _convt
from ..._shapes import settled
from .. import operator
from .convolutions import ByConvolutions
from .taps import ByTaps


def _channels_last(tensor):
    return tf.transpose(tensor, [0, *range(2, tensor.shape.rank), 1])


def _channels_first(tensor):
    return tf.transpose(tensor, [0, tensor.shape.rank - 1, *range(1, tensor.shape.rank - 1)])


def _without_unreached(g, crops):
    if any(after < 0 for _, after in crops):
        g = g[(slice(None), *(slice(None, after if after < 0 else None) for _, after in crops))]
    return g, [(before, max(after, 0)) for before, after in crops]


def of_inputs_and_kernel(x, w, g, arguments, skipped=()):
    """The gradients of inputs (0) and kernel (1), in their shapes, from the outputs' `g`; None for those skipped.

    Raises:
        ValueError: the kernel's spatial sizes are unknown, on which what is cut off depends.
    """
    if None in w.shape.as_list()[:-2]:
        raise ValueError("the kernel's spatial sizes are unknown while the function is traced; its gradients need them")
    strides, _, _, data_format, dilation_rate = arguments
    crops = _convt._crops(*settled(x.shape.as_list(), w.shape.as_list(), data_format), *arguments)
    is_first = data_format == "channels_first"
    if is_first:
        x, g = _channels_last(x), _channels_last(g)
    g, crops = _without_unreached(g, crops)
    if all(d == 1 for d in dilation_rate):
        way = ByConvolutions(x, w, g, crops, strides)
    else:
        way = ByTaps(x, w, g, crops, strides, dilation_rate)
    dx = None if 0 in skipped else way.of_inputs()
    if is_first and dx is not None:
        dx = _channels_first(dx)
    return dx, None if 1 in skipped else way.of_kernel()


def register():
    """Tells TensorFlow; once in a process."""

    @tf.RegisterGradient(operator.NAME)
    def gradient(node, g):
        # Tapes say which gradients nobody asks for; nodes of graphs do not.
        skipped = getattr(node, "skip_input_indices", None) or ()
        x, w = node.inputs
        return of_inputs_and_kernel(x, w, g, operator.arguments_of(node), skipped)
