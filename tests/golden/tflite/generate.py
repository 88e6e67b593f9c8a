"""Makes models.json: transposed convolutions as LiteRT's reference kernels compute them.

In an environment with the packages of bench/peers/requirements.txt:
.venv-peers/bin/python tests/golden/tflite/generate.py
Each case is a model of one operator, its inputs and its outputs, as base64 text of their bytes. LiteRT has no
kernel for MediaPipe's operator, so its outputs follow from a TRANSPOSE_CONV of the same sums: MediaPipe's rule
of padding, written out here, says which.
"""

import base64
import json
import pathlib

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema
from ai_edge_litert.interpreter import Interpreter, OpResolverType

HERE = pathlib.Path(__file__).parent
TYPES = {"float32": (schema.TensorType.FLOAT32, np.float32), "int8": (schema.TensorType.INT8, np.int8),
         "uint8": (schema.TensorType.UINT8, np.uint8), "int32": (schema.TensorType.INT32, np.int32),
         "float16": (schema.TensorType.FLOAT16, np.float16)}
MEDIAPIPE = "Convolution2DTransposeBias"


class Model:
    """A graph of one operator after another."""

    def __init__(self):
        self.model = schema.ModelT()
        self.model.version = 3
        self.model.operatorCodes, self.model.buffers = [], [schema.BufferT()]
        self.graph = schema.SubGraphT()
        self.graph.tensors, self.graph.operators = [], []
        self.model.subgraphs = [self.graph]

    def tensor(self, name, kind, shape, data=None, quantization=None, signature=None):
        tensor = schema.TensorT()
        tensor.name, tensor.type, tensor.shape = name, TYPES[kind][0], list(shape)
        tensor.shapeSignature = signature
        tensor.buffer = 0
        if data is not None:
            buffer = schema.BufferT()
            buffer.data = np.frombuffer(np.ascontiguousarray(data, dtype=TYPES[kind][1]).tobytes(), dtype=np.uint8)
            tensor.buffer = len(self.model.buffers)
            self.model.buffers.append(buffer)
        if quantization:
            tensor.quantization = schema.QuantizationParametersT()
            scales, zeros = (np.atleast_1d(part) for part in quantization)
            tensor.quantization.scale = scales.astype(np.float32)
            tensor.quantization.zeroPoint = zeros.astype(np.int64)
            tensor.quantization.quantizedDimension = 0
        self.graph.tensors.append(tensor)
        return len(self.graph.tensors) - 1

    def operator(self, code, version, inputs, output, options=None, kind=None, custom=None):
        entry = schema.OperatorCodeT()
        entry.builtinCode, entry.deprecatedBuiltinCode, entry.version = code, min(code, 127), version
        entry.customCode = MEDIAPIPE if custom is not None else None
        self.model.operatorCodes.append(entry)
        operator = schema.OperatorT()
        operator.opcodeIndex, operator.inputs, operator.outputs = len(self.model.operatorCodes) - 1, inputs, [output]
        if options is not None:
            operator.builtinOptionsType, operator.builtinOptions = kind, options
        if custom is not None:
            operator.customOptions = np.frombuffer(custom, dtype=np.uint8)
        self.graph.operators.append(operator)

    def bytes(self, inputs, outputs):
        self.graph.inputs, self.graph.outputs = [inputs], [outputs]
        builder = flatbuffers.Builder(1024)
        builder.Finish(self.model.Pack(builder), b"TFL3")
        return bytes(builder.Output())


def run(model, inputs):
    interpreter = Interpreter(model_content=model, experimental_op_resolver_type=OpResolverType.BUILTIN_REF)
    interpreter.allocate_tensors()
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], inputs)
    interpreter.invoke()
    return interpreter.get_tensor(interpreter.get_output_details()[0]["index"])


class Case:
    def __init__(self, seed, kind="float32", size=(5, 4), channels=(3, 4), kernel=(3, 3), strides=(2, 2), same=True,
                 outputs=None, bias=True, activation=0, per_channel=False, half=False, mediapipe=False, batch=1):
        self.__dict__.update(locals())
        self.random = np.random.default_rng(seed)

    def natural(self):
        """Outputs of Keras's rule."""
        return [i * s if self.same else (i - 1) * s + k for i, s, k in zip(self.size, self.strides, self.kernel)]

    def crops_of_mediapipe(self):
        return [max(0, k - (i - 1) % s - 1) if self.same else 0
                for i, s, k in zip(self.size, self.strides, self.kernel)]

    def made(self):
        height, width = self.outputs or self.natural()
        if self.mediapipe:
            height, width = ((i - 1) * s + k - c for i, s, k, c in
                             zip(self.size, self.strides, self.kernel, self.crops_of_mediapipe()))
        c_in, c_out = self.channels
        quantized = self.kind != "float32"
        model = Model()
        shape = [self.batch, *self.size, c_in]
        zero = {"int8": -7, "uint8": 121, "float32": 0}[self.kind]
        low = {"int8": -128, "uint8": 0, "float32": 0}[self.kind]
        x_scale, y_scale = 0.0213, 0.37
        scales = self.random.uniform(0.004, 0.02, c_out if self.per_channel else 1)
        x = model.tensor("x", self.kind, shape, quantization=(x_scale, zero) if quantized else None)
        filters = [c_out, *self.kernel, c_in]
        if quantized:
            values = self.random.integers(low, low + 256, filters)
            inputs = self.random.integers(low, low + 256, shape).astype(TYPES[self.kind][1])
            if self.kind == "int8":
                values = np.maximum(values, -127)
            else:
                values = np.clip(values, 3, 250)
        else:
            values = self.random.uniform(-1, 1, filters)
            inputs = self.random.uniform(-1, 1, shape).astype(np.float32)
        weights_zero = np.full(len(scales), 129 if self.kind == "uint8" else 0)
        if self.half:
            stored = model.tensor("w_half", "float16", filters, values)
            w = model.tensor("w", "float32", filters)
            model.operator(schema.BuiltinOperator.DEQUANTIZE, 3, [stored], w, schema.DequantizeOptionsT(),
                           schema.BuiltinOptions.DequantizeOptions)
        else:
            w = model.tensor("w", self.kind, filters, values, (scales, weights_zero) if quantized else None)
        size = model.tensor("size", "int32", [4], [self.batch, height, width, c_out])
        y = model.tensor("y", self.kind, [self.batch, height, width, c_out],
                         quantization=(y_scale, zero + 9) if quantized else None)
        operands = [size, w, x]
        if self.bias and quantized:
            operands.append(model.tensor("b", "int32", [c_out], self.random.integers(-9000, 9000, c_out),
                                         (x_scale * scales, np.zeros(len(scales)))))
        elif self.bias:
            operands.append(model.tensor("b", "float32", [c_out], self.random.uniform(-1, 1, c_out)))
        if self.mediapipe:
            return self.made_for_mediapipe(model, operands, y, inputs)
        options = schema.TransposeConvOptionsT()
        options.padding = schema.Padding.SAME if self.same else schema.Padding.VALID
        options.strideH, options.strideW = self.strides
        options.fusedActivationFunction = self.activation
        model.operator(schema.BuiltinOperator.TRANSPOSE_CONV, 4 if self.activation else 3 if self.bias else 2, operands,
                       y, options, schema.BuiltinOptions.TransposeConvOptions)
        content = model.bytes(x, y)
        return content, inputs, run(content, inputs)

    def made_for_mediapipe(self, model, operands, y, inputs):
        """All outputs by LiteRT, of which the crop's front and end are cut."""
        _, w, x, b = operands
        words = np.array([1 if self.same else 2, self.strides[1], self.strides[0]], dtype=np.int32)
        model.operator(schema.BuiltinOperator.CUSTOM, 1, [x, w, b], y, custom=words.tobytes())
        whole = Case(self.seed, size=self.size, channels=self.channels, kernel=self.kernel, strides=self.strides,
                     same=False)
        _, same_inputs, outputs = whole.made()
        assert np.array_equal(same_inputs, inputs)
        for axis, cut in enumerate(self.crops_of_mediapipe()):
            count = outputs.shape[1 + axis] - cut
            outputs = np.take(outputs, range(cut // 2, cut // 2 + count), axis=1 + axis)
        return model.bytes(x, y), inputs, outputs


CASES = {
    "same": Case(1), "valid": Case(2, same=False), "no_bias": Case(3, bias=False),
    "strides_differ": Case(4, strides=(3, 1), kernel=(4, 2)),
    "smaller_output": Case(5, outputs=(9, 7), kernel=(4, 5)), "larger_valid": Case(6, outputs=(12, 10), same=False),
    "kernel_below_stride": Case(7, kernel=(2, 2), strides=(3, 3), same=False),
    "relu": Case(8, activation=1), "relu6": Case(9, activation=3, kernel=(5, 5), channels=(16, 4)),
    "relu_n1_to_1": Case(10, activation=2), "half_weights": Case(11, half=True), "batch": Case(12, batch=3),
    "int8": Case(13, "int8"), "int8_channels": Case(14, "int8", per_channel=True, channels=(8, 5), same=False),
    "int8_relu": Case(15, "int8", activation=1, bias=False), "int8_many": Case(16, "int8", per_channel=True,
                                                                              channels=(40, 17), kernel=(4, 4)),
    "uint8": Case(17, "uint8"), "uint8_no_bias": Case(18, "uint8", bias=False, same=False),
    "mediapipe_same": Case(19, mediapipe=True), "mediapipe_valid": Case(20, mediapipe=True, same=False),
    "mediapipe_strides": Case(21, mediapipe=True, kernel=(4, 2), strides=(3, 2), size=(6, 5)),
}


def text(content):
    return base64.b64encode(content).decode()


def main():
    cases = []
    for name, case in CASES.items():
        model, inputs, outputs = case.made()
        cases.append({"name": name, "model": text(model), "inputs": text(inputs.tobytes()),
                      "outputs": text(np.ascontiguousarray(outputs).tobytes()), "shape": list(outputs.shape)})
    (HERE / "models.json").write_text(json.dumps({"cases": cases}, indent=0) + "\n")


if __name__ == "__main__":
    main()
