"""TensorFlow: a function over constant weights, or of inputs and weights. On CPUs it has channels_last only.

It runs as two libraries, with oneDNN's operators and without (TF_ENABLE_ONEDNN_OPTS).
"""
import os

import tensorflow as tf

from libraries import PREPARED, Prepared, need
from libraries.same_or_valid import inputs_last, kernel_in_order, outputs_first, words

CONTESTANTS = (os.environ["PEER_NAME"],)


def start(threads):
    tf.config.threading.set_intra_op_parallelism_threads(threads)
    tf.config.threading.set_inter_op_parallelism_threads(1)


def version():
    return tf.__version__


def _paddings(said):
    """2-D takes any paddings; 3-D only SAME and VALID, cropped in the same function."""
    explicit = said.rank == 2 and said.is_cut and all(min(both) >= 0 for both in said.crops)
    return ([[0, 0], *map(list, said.crops), [0, 0]], said.out_spatial) if explicit else (
        said.padding, said.computed_spatial)


def prepare(name, layer, inputs, kernel, threads, weights):
    del name, threads
    need(all(rate == 1 for rate in layer.dilation_rate), "conv_transpose has no dilation on CPUs")
    need(layer.groups == 1, "conv_transpose has no groups on CPUs")
    said = words(layer)
    x = tf.constant(inputs_last(layer, inputs))
    w = tf.constant(kernel_in_order(layer, kernel, "spatial,out,in"))
    padding, computed = _paddings(said)
    operator = tf.nn.conv2d_transpose if said.rank == 2 else tf.nn.conv3d_transpose
    begin = (0, *said.begin, 0)
    size = (layer.batch, *said.out_spatial, layer.out_channels)

    @tf.function
    def compute(value, kernel_value):
        result = operator(value, kernel_value, (layer.batch, *computed, layer.out_channels), (1, *said.strides, 1), padding)
        return tf.slice(result, begin, size) if computed != said.out_spatial else result

    @tf.function(input_signature=[tf.TensorSpec(x.shape, tf.float32)])
    def compute_with_constant(value):
        return compute(value, w)

    arguments = (x,) if weights == PREPARED else (x, w)
    call = (compute_with_constant if weights == PREPARED else compute).get_concrete_function(*arguments)
    result = [None]

    def run():
        result[0] = call(*arguments)

    return Prepared(run, lambda: outputs_first(layer, result[0].numpy()))
