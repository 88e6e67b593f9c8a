"""What a transposed convolution of OpenVINO computes, in the terms of convt's operator."""

import dataclasses

import numpy as np

GROUPS = "GroupConvolutionBackpropData"
OPERATORS = ("ConvolutionBackpropData", GROUPS)


class CannotReplace(Exception):
    """Why convt leaves a node to OpenVINO."""


@dataclasses.dataclass
class Layer:
    weights: np.ndarray  #: (in, out / groups, spatial…)
    attributes: dict
    inputs: object  #: PartialShape

    @property
    def out_channels(self):
        return self.weights.shape[1] * self.attributes["groups"]

    def constant(self):
        from openvino import op

        return op.Constant(self.weights).output(0)


def read_layer(node):
    """Raises CannotReplace for what convt's operator does not do."""
    if node.get_output_element_type(0).get_type_name() != "f32":
        raise CannotReplace("it is not of float32")
    weights = constant_of(node.input_value(1))
    if weights is None:
        raise CannotReplace("its weights are no constant")
    groups = 1
    if node.get_type_name() == GROUPS:
        groups, weights = weights.shape[0], weights.reshape(-1, *weights.shape[2:])
    if not 1 <= weights.ndim - 2 <= 3:
        raise CannotReplace(f"it has {weights.ndim - 2} spatial axes")
    inputs = node.input_value(0).get_partial_shape()
    stated = node.get_attributes()
    attributes = {name: list(stated[name]) for name in ("strides", "dilations", "pads_begin", "output_padding")}
    attributes |= {"pads_end": list(stated["pads_end"]), "groups": groups}
    if len(node.inputs()) > 2:
        attributes["pads_end"] = _pads_to_output_shape(node, inputs, weights.shape[2:], attributes)
    if min(attributes["pads_begin"]) < 0:
        raise CannotReplace("a pad is below 0")
    return Layer(np.ascontiguousarray(weights, np.float32), attributes, inputs)


def constant_of(output):
    """The values of a constant, also one that is converted or reshaped; None for what only a run knows."""
    node = output.get_node()
    kind = node.get_type_name()
    if kind == "Constant":
        return node.data
    if kind not in ("Convert", "Reshape") or output.get_partial_shape().is_dynamic:
        return None
    values = constant_of(node.input_value(0))
    if values is None:
        return None
    if kind == "Reshape":
        return values.reshape(tuple(output.get_shape()))
    return values.astype(output.get_element_type().to_dtype())


def _pads_to_output_shape(node, inputs, kernel, attributes):
    """OpenVINO states the pads in front that follow from the input output_shape; those behind cut to its sizes."""
    outputs = node.get_output_partial_shape(0)
    if any(dim.is_dynamic for dim in [*list(inputs)[2:], *list(outputs)[2:]]):
        raise CannotReplace("it has an output_shape and inputs of open sizes")
    pads = []
    for axis, size in enumerate(kernel):
        full = (attributes["strides"][axis] * (inputs[axis + 2].get_length() - 1) +
                attributes["dilations"][axis] * (size - 1) + 1 + attributes["output_padding"][axis])
        pads.append(full - attributes["pads_begin"][axis] - outputs[axis + 2].get_length())
    return pads
