"""The operator ConvtConvTranspose: a library that TensorFlow loads, which computes through convt's module."""

import ctypes
import os
import pathlib

import tensorflow as tf

from .. import _convt

NAME = "ConvtConvTranspose"


def _show_symbols():
    """Lets libraries see TensorFlow's functions: some releases load their own library for themselves alone."""
    flags = tf.sysconfig.get_link_flags()
    folder, name = (next(flag.removeprefix(kind) for flag in flags if flag.startswith(kind)) for kind in ("-L", "-l:"))
    ctypes.CDLL(os.path.join(folder, name), mode=os.RTLD_NOLOAD | os.RTLD_GLOBAL)


def _load():
    path = str(pathlib.Path(_convt.__file__).with_name("libconvt_tensorflow.so"))
    _show_symbols()
    module = tf.load_op_library(path)
    if not ctypes.CDLL(path).convt_attach(ctypes.c_void_p(_convt._bridge_address())):
        raise ImportError(f"TensorFlow {tf.__version__} refuses convt's operator; 2.18 to 2.21 are known to take it")
    return module


_module = _load()


def run(x, w, strides, padding, output_padding, data_format, dilation_rate):
    """The node or, eagerly, its outputs; lists are one value for each spatial axis, output_padding may be None."""
    return _module.convt_conv_transpose(inputs=x, kernel=w, strides=strides, dilation_rate=dilation_rate,
                                        output_padding=output_padding or (), padding=padding, data_format=data_format)


def arguments_of(node):
    """What run() made a node with."""
    read = node.get_attr
    return (tuple(read("strides")), read("padding").decode(), tuple(read("output_padding")) or None,
            read("data_format").decode(), tuple(read("dilation_rate")))
