"""Models of one ConvTranspose, and sessions of ONNX Runtime with convt and without."""

import convt.onnxruntime
import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

TYPES = {np.dtype(np.float32): TensorProto.FLOAT, np.dtype(np.float64): TensorProto.DOUBLE,
         np.dtype(np.float16): TensorProto.FLOAT16}


def integers(seed, *shape, dtype=np.float32):
    """Small integers, whose sums of products have no rounding error in any of the types."""
    return np.random.default_rng(seed).integers(-4, 5, shape).astype(dtype)


def as_model(nodes, inputs, outputs, constants, opset=17):
    """`inputs` and `outputs` are {name: (element type, shape)}, constants {name: array}."""
    infos = [[helper.make_tensor_value_info(name, *info) for name, info in each.items()] for each in (inputs, outputs)]
    graph = helper.make_graph(nodes, "graph", *infos, [numpy_helper.from_array(v, n) for n, v in constants.items()])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", opset)], ir_version=8 if opset < 19 else 10)


def model_of(weights, bias=None, shape=None, constant=True, opset=17, **attributes):
    """x -> y. Without a shape all sizes of x are open. Weights that are no constant are the inputs w and b."""
    kind = TYPES[weights.dtype]
    tensors = {"w": weights} if bias is None else {"w": weights, "b": bias}
    node = helper.make_node("ConvTranspose", ["x", *tensors], ["y"], **attributes)
    inputs = {"x": (kind, shape or [f"d{i}" for i in range(weights.ndim)])}
    if not constant:
        inputs |= {name: (kind, tensor.shape) for name, tensor in tensors.items()}
    return as_model([node], inputs, {"y": (kind, None)}, tensors if constant else {}, opset)


def session(model, override=None, threads=1):
    """A session without convt, or with it where `override` is stated."""
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = threads
    if override is not None:
        convt.onnxruntime.register(options, override)
    return onnxruntime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])


def outputs_of(model, override=None, threads=1, **feeds):
    return session(model, override, threads).run(None, feeds)[0]
