"""A layer as an ONNX model, for libraries that read ONNX."""
import onnx
from onnx import TensorProto, helper, numpy_helper

from libraries import PREPARED


def onnx_model(layer, kernel, weights=PREPARED):
    """Weights are constants, or the second input."""
    node = helper.make_node(
        "ConvTranspose", ["x", "w"], ["y"], kernel_shape=layer.kernel, strides=layer.strides,
        dilations=layer.dilation_rate, group=layer.groups, pads=[*(max(c, 0) for c in layer.crop_left), *(max(c, 0) for c in layer.crop_right)],
        output_padding=[max(-c, 0) for c in layer.crop_right])
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, (layer.batch, layer.in_channels, *layer.in_spatial))
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, layer.outputs_shape())
    w = helper.make_tensor_value_info("w", TensorProto.FLOAT, kernel.shape)
    constants = [numpy_helper.from_array(kernel, "w")] if weights == PREPARED else []
    graph = helper.make_graph([node], layer.id, [x] if constants else [x, w], [y], constants)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    onnx.checker.check_model(model)
    return model.SerializeToString()
