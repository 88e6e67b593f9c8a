"""Transposed convolutions of OpenVINO, computed by convt.

    model = core.read_model("model.onnx")
    convt.openvino.replace(model)
    compiled = core.compile_model(model, "CPU")

replace() puts convt's operator in the place of ConvolutionBackpropData and GroupConvolutionBackpropData with constant
weights of float32, with the bias and the activation that follow them. What convt cannot do stays as it is.
"""

import ctypes
import functools
import pathlib

from convt.openvino.epilogue import epilogue_of
from convt.openvino.estimate import is_better_left
from convt.openvino.layers import OPERATORS, CannotReplace, read_layer

__all__ = ["LIBRARY", "extension_path", "replace", "runs"]

#: Path of the extension, which is built for one release of OpenVINO (docs/frameworks/openvino.md).
LIBRARY = str(pathlib.Path(__file__).parents[1] / "libconvt_openvino.so")


def extension_path():
    """The extension's path for Core.add_extension(), which reading a saved model with convt's operator needs.

    Raises:
        RuntimeError: the extension has not been built.
    """
    if not pathlib.Path(LIBRARY).exists():
        raise RuntimeError("convt's extension of OpenVINO has not been built; docs/frameworks/openvino.md says how")
    return LIBRARY


def replace(model, estimate=True):
    """Puts convt's operator into a model, in place.

    Args:
        model: openvino.Model.
        estimate: whether nodes that OpenVINO was measured to compute faster are left to it.

    Returns:
        (name, what became of it) for each transposed convolution of the model: "convt", with what was folded in, or why
        the node is left to OpenVINO.
    """
    return [(node.get_friendly_name(), _replace_node(node, estimate))
            for node in model.get_ordered_ops() if node.get_type_name() in OPERATORS]


def runs():
    """How many nodes convt has computed in this process."""
    function = ctypes.CDLL(extension_path()).convt_openvino_runs
    function.restype = ctypes.c_int64
    return function()


def _replace_node(node, estimate):
    try:
        layer = read_layer(node)
    except CannotReplace as reason:
        return f"left to OpenVINO: {reason}"
    if estimate and is_better_left(node, layer):
        return "left to OpenVINO, which is faster"
    epilogue = epilogue_of(node, layer.out_channels)
    arguments = [node.input_value(0), layer.constant()]
    if epilogue.bias is not None:
        arguments.append(epilogue.bias)
    made = _factory().create("ConvtConvTranspose", arguments, layer.attributes | epilogue.attributes)
    made.set_friendly_name(epilogue.last.get_friendly_name())
    names = epilogue.last.output(0).get_names()
    for reader in epilogue.last.output(0).get_target_inputs():
        reader.replace_source_output(made.output(0))
    made.output(0).add_names(names)
    return "".join(["convt", *(f", with {name}" for name in epilogue.folded)])


@functools.cache
def _factory():
    """Lives as long as the process, as nodes are code of the extension that it has loaded."""
    from openvino.utils.node_factory import NodeFactory

    factory = NodeFactory("opset13")
    try:
        factory.add_extension(extension_path())
    except RuntimeError as error:
        message = f"convt's extension cannot be loaded; it is built for one release of OpenVINO and of convt: {error}"
        raise RuntimeError(message) from error
    return factory
