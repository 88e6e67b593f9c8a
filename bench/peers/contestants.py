"""What takes part: each prepares a layer (weights constant, buffers bound) and returns (run, outputs in NCHW)."""
import numpy as np

import convt_library
from onnx_model import onnx_model


def prepare_onnxruntime(layer, inputs, kernel, threads):
    import onnxruntime as ort

    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    session = ort.InferenceSession(onnx_model(layer, kernel), options, providers=["CPUExecutionProvider"])
    outputs = np.empty((layer.batch, layer.out_channels, *layer.out_spatial), np.float32)
    binding = session.io_binding()
    for name, array, bind in (("x", inputs, binding.bind_input), ("y", outputs, binding.bind_output)):
        bind(name, "cpu", 0, np.float32, array.shape, array.ctypes.data)

    def run(keep=(inputs, outputs)):  # the binding holds addresses only
        session.run_with_iobinding(binding)

    return run, lambda: outputs


def prepare_openvino(layer, inputs, kernel, threads):
    import openvino

    core = openvino.Core()
    config = {"INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": 1, "INFERENCE_PRECISION_HINT": "f32"}
    request = core.compile_model(core.read_model(onnx_model(layer, kernel)), "CPU", config).create_infer_request()
    request.set_input_tensor(openvino.Tensor(inputs, shared_memory=True))

    def run(keep=inputs):  # the tensor holds an address only
        request.infer()

    return run, lambda: request.get_output_tensor().data


def prepare_convt(data_format):
    def prepare(layer, inputs, kernel, threads):
        return convt_library.prepare(layer, inputs, kernel, threads, data_format)

    return prepare


CONTESTANTS = {
    "convt_last": prepare_convt("channels_last"),
    "convt_first": prepare_convt("channels_first"),
    "onnxruntime": prepare_onnxruntime,
    "openvino": prepare_openvino,
}
