"""Models of transposed convolutions, and their runs by OpenVINO alone and with convt."""

import convt.openvino
import numpy as np
import openvino
from openvino import opset13 as ops

CORE = openvino.Core()
# Some CPUs would compute in bfloat16.
EXACT = {"INFERENCE_PRECISION_HINT": "f32"}
RNG = np.random.default_rng(5)


def random(*shape):
    return RNG.standard_normal(shape, np.float32)


def conv(x, weights, strides, groups=False, output_shape=None, **attributes):
    """(Group)ConvolutionBackpropData; what is not stated is as by default."""
    rank = len(strides)
    zeros, ones = [0] * rank, [1] * rank
    stated = dict(pads_begin=zeros, pads_end=zeros, dilations=ones, output_padding=zeros) | attributes
    shape = ops.constant(np.int64(output_shape)) if output_shape else None
    make = ops.group_convolution_backprop_data if groups else ops.convolution_backprop_data
    weights = ops.constant(weights) if isinstance(weights, np.ndarray) else weights
    return make(x, weights, strides=strides, output_shape=shape, **stated)


def model_of(output, *inputs):
    return openvino.Model([ops.result(output)], list(inputs), "model")


def run(model, arrays, **config):
    return CORE.compile_model(model, "CPU", EXACT | config)(arrays)[0]


def check(test, make, arrays, fates=("convt",)):
    """make() gives (output, inputs): convt's results, which its count confirms, against OpenVINO's."""
    output, inputs = make()
    wanted = run(model_of(output, *inputs), arrays)
    output, inputs = make()
    model = model_of(output, *inputs)
    test.assertEqual(tuple(fate for _, fate in convt.openvino.replace(model, estimate=False)), fates)
    before = convt.openvino.runs()
    got = run(model, arrays)
    test.assertEqual(convt.openvino.runs() - before, sum(fate.startswith("convt") for fate in fates))
    test.assertEqual(got.shape, wanted.shape)
    np.testing.assert_allclose(got, wanted, rtol=1e-5, atol=1e-5 * np.abs(wanted).max())
