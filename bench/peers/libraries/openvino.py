"""OpenVINO's CPU plugin, with channels_first and channels_last tensors at both ends of the one layer.

Inside it chooses a layout of its own; as there are no neighbours to agree with, it may reorder at both ends.
"""
import numpy as np
import openvino

from libraries import ARGUMENT, Prepared, aligned
from libraries.onnx_model import onnx_model

CONTESTANTS = ("openvino_first", "openvino_last")
LETTERS = {1: "W", 2: "HW", 3: "DHW"}


def start(threads):
    del threads  # each compiled model has its own


def version():
    return openvino.__version__.split("-")[0]


def _with_channels_last(model, rank):
    steps = openvino.preprocess.PrePostProcessor(model)
    first, last = f"NC{LETTERS[rank]}", f"N{LETTERS[rank]}C"
    for end in (steps.input(0), steps.output()):
        end.model().set_layout(openvino.Layout(first))
        end.tensor().set_layout(openvino.Layout(last))
    return steps.build()


def _kernel_names(compiled):
    return [op.get_rt_info()["primitiveType"].astype(str) for op in compiled.get_runtime_model().get_ordered_ops()
            if op.get_rt_info()["layerType"].astype(str) == "Deconvolution"]


def prepare(name, layer, inputs, kernel, threads, weights):
    last = name == "openvino_last"
    core = openvino.Core()
    model = core.read_model(onnx_model(layer, kernel, weights))
    if last:
        model = _with_channels_last(model, layer.rank)
        inputs = aligned(np.moveaxis(inputs, 1, -1))
    config = {"INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": 1, "INFERENCE_PRECISION_HINT": "f32"}
    compiled = core.compile_model(model, "CPU", config)
    request = compiled.create_infer_request()
    request.set_input_tensor(0, openvino.Tensor(inputs, shared_memory=True))
    if weights == ARGUMENT:
        request.set_input_tensor(1, openvino.Tensor(kernel, shared_memory=True))

    def outputs():
        data = request.get_output_tensor().data
        return np.moveaxis(data, -1, 1) if last else data

    return Prepared(request.infer, outputs, {"kernel": ",".join(_kernel_names(compiled))}, (inputs, kernel))
