"""MNN with precision high, converted from ONNX; channels_first at both ends, its own packed layout inside."""
import pathlib
import subprocess
import sys
import tempfile

import MNN
import numpy as np

from libraries import Prepared, need, need_prepared
from libraries.onnx_model import onnx_model

CONTESTANTS = ("mnn",)
# Not the command `mnnconvert`: that one installs a logging package with pip and reports its use to a server.
CONVERT = "import sys, _tools; _tools.mnnconvert(sys.argv)"


def start(threads):
    del threads  # each session has its own


def version():
    return MNN.version()


def _convert(model, folder):
    source, target = pathlib.Path(folder, "layer.onnx"), pathlib.Path(folder, "layer.mnn")
    source.write_bytes(model)
    told = subprocess.run(
        [sys.executable, "-c", CONVERT, "-f", "ONNX", "--modelFile", source, "--MNNModel", target, "--bizCode", "peers"],
        capture_output=True, text=True, check=False)
    need(target.exists(), f"the converter made no model: {told.stderr.strip()[-200:]}")
    return str(target)


def prepare(name, layer, inputs, kernel, threads, weights):
    need_prepared(weights)
    del name
    with tempfile.TemporaryDirectory() as folder:
        interpreter = MNN.Interpreter(_convert(onnx_model(layer, kernel), folder))
    session = interpreter.createSession({"numThread": threads, "precision": "high", "backend": "CPU"})
    first = MNN.Tensor_DimensionType_Caffe
    source = MNN.Tensor(inputs.shape, MNN.Halide_Type_Float, inputs, first)
    need(interpreter.getSessionInput(session).copyFrom(source), "the inputs were refused")

    def outputs():
        plain = np.empty(layer.outputs_shape(), np.float32)
        target = MNN.Tensor(plain.shape, MNN.Halide_Type_Float, plain, first)
        need(interpreter.getSessionOutput(session).copyToHostTensor(target), "no outputs of the right shape")
        return np.array(target.getNumpyData()).reshape(layer.outputs_shape())

    return Prepared(lambda: interpreter.runSession(session), outputs, keep=inputs)
