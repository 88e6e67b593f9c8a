"""ONNX Runtime: one ConvTranspose node, inputs and outputs bound. It has channels_first only."""
import numpy as np
import onnxruntime

from libraries import ARGUMENT, Prepared, aligned_empty
from libraries.onnx_model import onnx_model

CONTESTANTS = ("onnxruntime",)


def start(threads):
    del threads  # each session has its own


def version():
    return onnxruntime.__version__


def prepare(name, layer, inputs, kernel, threads, weights):
    del name
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(onnx_model(layer, kernel, weights), options, providers=["CPUExecutionProvider"])
    outputs = aligned_empty(layer.outputs_shape())
    binding = session.io_binding()
    bound = [("x", inputs, binding.bind_input), ("y", outputs, binding.bind_output)]
    if weights == ARGUMENT:
        bound.append(("w", kernel, binding.bind_input))
    for tensor, array, bind in bound:
        bind(tensor, "cpu", 0, np.float32, array.shape, array.ctypes.data)
    return Prepared(lambda: session.run_with_iobinding(binding), lambda: outputs, keep=(inputs, kernel))
