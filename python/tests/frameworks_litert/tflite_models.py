"""Models of transposed convolutions, written with LiteRT's own schema classes."""

import struct

import flatbuffers
import numpy as np
from ai_edge_litert import schema_py_generated as schema

TYPES = {"float32": schema.TensorType.FLOAT32, "int32": schema.TensorType.INT32, "int8": schema.TensorType.INT8,
         "uint8": schema.TensorType.UINT8, "float16": schema.TensorType.FLOAT16}
CODES = schema.BuiltinOperator
MEDIAPIPE = "Convolution2DTransposeBias"
SAME, VALID = schema.Padding.SAME, schema.Padding.VALID


class Model:
    """A graph of one operator after another."""

    def __init__(self):
        self.model, self.graph = schema.ModelT(), schema.SubGraphT()
        self.model.version, self.model.subgraphs = 3, [self.graph]
        self.model.operatorCodes, self.model.buffers = [], [schema.BufferT()]
        self.graph.tensors, self.graph.operators = [], []

    def tensor(self, name, kind, shape, data=None, scales=None, zeros=0, signature=None):
        tensor = schema.TensorT()
        tensor.name, tensor.type, tensor.shape, tensor.buffer = name, TYPES[kind], list(shape), 0
        tensor.shapeSignature = signature
        if data is not None:
            buffer = schema.BufferT()
            buffer.data = np.frombuffer(np.ascontiguousarray(data, kind).tobytes(), np.uint8)
            tensor.buffer = len(self.model.buffers)
            self.model.buffers.append(buffer)
        if scales is not None:
            tensor.quantization = schema.QuantizationParametersT()
            tensor.quantization.scale = np.atleast_1d(scales).astype(np.float32)
            tensor.quantization.zeroPoint = np.broadcast_to(np.int64(zeros), np.shape(tensor.quantization.scale))
            tensor.quantization.quantizedDimension = 0
        self.graph.tensors.append(tensor)
        return len(self.graph.tensors) - 1

    def constant(self, name, values, kind=None, **options):
        values = np.asarray(values)
        return self.tensor(name, kind or values.dtype.name, values.shape, values, **options)

    def operator(self, code, inputs, output, options=None, kind=0, custom=None, version=1):
        entry = schema.OperatorCodeT()
        entry.builtinCode, entry.deprecatedBuiltinCode, entry.version = code, min(code, 127), version
        entry.customCode = MEDIAPIPE if custom else None
        self.model.operatorCodes.append(entry)
        operator = schema.OperatorT()
        operator.opcodeIndex, operator.inputs, operator.outputs = len(self.model.operatorCodes) - 1, inputs, [output]
        operator.builtinOptionsType, operator.builtinOptions = kind, options
        if custom:
            operator.customOptions = np.frombuffer(custom, np.uint8)
        self.graph.operators.append(operator)

    def transpose_conv(self, shape, weights, inputs, output, bias=None, strides=(2, 2), padding=SAME, activation=0):
        options = schema.TransposeConvOptionsT()
        options.strideH, options.strideW = strides
        options.padding, options.fusedActivationFunction = padding, activation
        tensors = [shape, weights, inputs] + ([bias] if bias is not None else [])
        self.operator(CODES.TRANSPOSE_CONV, tensors, output, options, schema.BuiltinOptions.TransposeConvOptions,
                      version=4 if activation else 3)

    def mediapipe(self, inputs, weights, bias, output, strides, padding):
        # As TensorFlow Lite's structure in memory: padding from 1, width before height.
        custom = struct.pack("<4i", padding + 1, strides[1], strides[0], 0)
        self.operator(CODES.CUSTOM, [inputs, weights, bias], output, custom=custom)

    def finish(self, inputs, outputs):
        self.graph.inputs, self.graph.outputs = inputs, outputs
        builder = flatbuffers.Builder(1024)
        builder.Finish(self.model.Pack(builder), b"TFL3")
        return bytes(builder.Output())


def output_sizes(sizes, kernel, strides, padding):
    """Those of Keras's layers."""
    grow = [0, 0] if padding == SAME else [max(k - s, 0) for k, s in zip(kernel, strides, strict=True)]
    return [i * s + g for i, s, g in zip(sizes, strides, grow, strict=True)]
