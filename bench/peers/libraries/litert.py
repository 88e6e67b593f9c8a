"""LiteRT with its XNNPACK delegate, channels_last; 3-D runs on its own kernel, which XNNPACK lacks."""
import importlib.metadata

from ai_edge_litert.interpreter import Interpreter

from libraries import Prepared, need, need_prepared
from libraries.same_or_valid import inputs_last, outputs_first
from libraries.tflite_model import tflite_model

CONTESTANTS = ("litert",)


def start(threads):
    del threads  # each interpreter has its own


def version():
    return importlib.metadata.version("ai-edge-litert")


def prepare(name, layer, inputs, kernel, threads, weights):
    need_prepared(weights)
    del name
    need(all(rate == 1 for rate in layer.dilation_rate), "the format has no dilation for transposed convolution")
    need(layer.groups == 1, "the format has no groups for transposed convolution")
    x = inputs_last(layer, inputs)
    interpreter = Interpreter(model_content=tflite_model(layer, x.shape, kernel), num_threads=threads)
    interpreter.allocate_tensors()
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], x)
    index = interpreter.get_output_details()[0]["index"]
    return Prepared(interpreter.invoke, lambda: outputs_first(layer, interpreter.get_tensor(index)))
