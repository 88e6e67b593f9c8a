"""conv_transpose for tensors of TensorFlow on CPUs: eagerly, in tf.function and in saved models, with its gradients.

    y = convt.tensorflow.conv_transpose(x, w, strides=2, padding="same")

Importing the module registers the operator, which a program that loads a saved model needs as well. Outputs come from
convt, derivatives from TensorFlow's own operators.
"""

import tensorflow as tf

from .._arguments import settled_arguments
from .._shapes import outputs_shape
from .._weights import keep_weights
from . import gradients
from .operator import run

__all__ = ["conv_transpose", "keep_weights"]

_TYPES = ("float32", "float64", "float16", "bfloat16")

gradients.register()


def conv_transpose(
    inputs, kernel, strides=1, padding="valid", output_padding=None, data_format=None, dilation_rate=1
):
    """keras.ops.conv_transpose for tensors of TensorFlow, of float32, float64, float16 or bfloat16; see
    convt.conv_transpose for the arguments. Sizes that are unknown while a function is traced are read when it runs;
    gradients need the kernel's spatial sizes then.

    Serves TensorFlow's CPU device alone; XLA (jit_compile=True) does not know the operator.

    Raises:
        TypeError, ValueError: as convt.conv_transpose does.
        tf.errors.InvalidArgumentError: when it runs, for sizes that were unknown before.
    """
    x, w = tf.convert_to_tensor(inputs), tf.convert_to_tensor(kernel)
    for name, tensor in (("inputs", x), ("kernel", w)):
        if tensor.dtype.name not in _TYPES or tensor.dtype != x.dtype:
            raise TypeError(f"{name} is of {tensor.dtype.name}; inputs and kernel must both be of one of "
                            f"{', '.join(_TYPES)}")
    if w.shape.rank is None:
        raise ValueError("the number of the kernel's axes is unknown; it must be 3 to 5")
    rank = max(w.shape.rank - 2, 1)
    arguments = settled_arguments(rank, strides, padding, output_padding, data_format, dilation_rate)
    if x.shape.rank is None:
        x = tf.ensure_shape(x, [None] * w.shape.rank)
    shape = outputs_shape(x.shape.as_list(), w.shape.as_list(), *arguments)  # says what is wrong before TensorFlow does
    y = run(x, w, *arguments)
    # TensorFlow's optimisers see the operator without its shape, and this node behind it.
    return y if tf.executing_eagerly() else tf.ensure_shape(y, shape)
