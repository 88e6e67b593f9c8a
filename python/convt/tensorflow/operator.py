"""The operator ConvtConvTranspose: a library that TensorFlow loads, which computes through convt's module."""

import ctypes
import pathlib

import tensorflow as tf

from .. import _convt

NAME = "ConvtConvTranspose"

_path = str(pathlib.Path(_convt.__file__).with_name("libconvt_tensorflow.so"))
_module = tf.load_op_library(_path)
if not ctypes.CDLL(_path).convt_attach(ctypes.c_void_p(_convt._bridge_address())):
    raise ImportError("this TensorFlow refuses convt's operator; 2.18 to 2.21 are known to take it")


def run(x, w, strides, padding, output_padding, data_format, dilation_rate):
    """The node or, eagerly, its outputs; lists are one value for each spatial axis, output_padding may be None."""
    return _module.convt_conv_transpose(inputs=x, kernel=w, strides=strides, dilation_rate=dilation_rate,
                                        output_padding=output_padding or (), padding=padding, data_format=data_format)


def arguments_of(node):
    """What run() made a node with."""
    read = node.get_attr
    return (tuple(read("strides")), read("padding").decode(), tuple(read("output_padding")) or None,
            read("data_format").decode(), tuple(read("dilation_rate")))
