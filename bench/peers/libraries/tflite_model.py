"""A layer as a TFLite model: one transposed convolution with constant weights, cut afterwards where it must be."""
import ai_edge_litert.schema_py_generated as schema
import flatbuffers
import numpy as np

from libraries.same_or_valid import kernel_in_order, words


class _Graph:
    def __init__(self):
        self.model, self.graph = schema.ModelT(), schema.SubGraphT()
        self.model.version, self.model.subgraphs = 3, [self.graph]
        self.model.buffers, self.model.operatorCodes = [schema.BufferT()], []
        self.graph.tensors, self.graph.operators = [], []

    def tensor(self, shape, name, data=None):
        tensor = schema.TensorT()
        tensor.shape, tensor.name = list(shape), name
        tensor.type = schema.TensorType.INT32 if data is not None and data.dtype == np.int32 else (
            schema.TensorType.FLOAT32)
        tensor.buffer = 0
        if data is not None:
            buffer = schema.BufferT()
            buffer.data = np.frombuffer(data.tobytes(), np.uint8)
            self.model.buffers.append(buffer)
            tensor.buffer = len(self.model.buffers) - 1
        self.graph.tensors.append(tensor)
        return len(self.graph.tensors) - 1

    def integers(self, values, name):
        return self.tensor([len(values)], name, np.array(values, np.int32))

    def operator(self, code, inputs, output, options_type, options):
        kind = schema.OperatorCodeT()
        kind.builtinCode, kind.deprecatedBuiltinCode, kind.version = code, min(code, 127), 1
        self.model.operatorCodes.append(kind)
        operator = schema.OperatorT()
        operator.opcodeIndex = len(self.model.operatorCodes) - 1
        operator.inputs, operator.outputs = inputs, [output]
        operator.builtinOptionsType, operator.builtinOptions = options_type, options
        self.graph.operators.append(operator)

    def finish(self, inputs, outputs):
        self.graph.inputs, self.graph.outputs = [inputs], [outputs]
        builder = flatbuffers.Builder(1024)
        builder.Finish(self.model.Pack(builder), b"TFL3")
        return bytes(builder.Output())


def _options(said):
    """(operator, options' type, options, order of the weights)."""
    if said.rank == 2:
        options, kind = schema.TransposeConvOptionsT(), schema.BuiltinOptions.TransposeConvOptions
        code, order = schema.BuiltinOperator.TRANSPOSE_CONV, "out,spatial,in"
    else:
        options, kind = schema.Conv3DOptionsT(), schema.BuiltinOptions.Conv3DOptions
        code, order = schema.BuiltinOperator.CONV_3D_TRANSPOSE, "spatial,out,in"
        options.strideD = said.strides[0]
        options.dilationDFactor = options.dilationHFactor = options.dilationWFactor = 1
    options.strideH, options.strideW = said.strides[-2:]
    options.padding = getattr(schema.Padding, said.padding)
    return code, kind, options, order


def tflite_model(layer, inputs_shape, kernel):
    said = words(layer)
    code, kind, options, order = _options(said)
    graph = _Graph()
    x = graph.tensor(inputs_shape, "x")
    weights = kernel_in_order(layer, kernel, order)
    w = graph.tensor(weights.shape, "w", weights)
    computed = (layer.batch, *said.computed_spatial, layer.out_channels)
    y = graph.tensor(computed, "y")
    graph.operator(code, [graph.integers(computed, "shape"), w, x], y, kind, options)
    if said.is_cut:
        size = (layer.batch, *said.out_spatial, layer.out_channels)
        cut = graph.tensor(size, "cut")
        where = [graph.integers((0, *said.begin, 0), "begin"), graph.integers(size, "size")]
        graph.operator(schema.BuiltinOperator.SLICE, [y, *where], cut, schema.BuiltinOptions.SliceOptions,
                       schema.SliceOptionsT())
        y = cut
    return graph.finish(x, y)
