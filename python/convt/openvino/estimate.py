"""Which nodes OpenVINO computes faster itself, as measured: docs/frameworks/openvino.md has the figures.

Alone, no measured node was faster in OpenVINO. Beside convolutions OpenVINO keeps tensors in blocks of channels, which
convt's operator needs in the model's own order: changing it back and forth must be made up for.
"""

import math

# Products for each value of inputs and outputs, below which that was not the case.
FEWEST_PRODUCTS = 200

_CONVOLUTIONS = {"Convolution", "GroupConvolution"}
# What OpenVINO computes in the order that it finds.
_ORDERLESS = {"Add", "Clamp", "Concat", "Convert", "HSwish", "MaxPool", "Multiply", "PRelu", "Relu", "Sigmoid", "Swish",
              "Tanh"}
_FARTHEST = 6


def is_better_left(node, layer):
    """Whether the transposed convolution `node`, which computes `layer`, is OpenVINO's."""
    return products_per_value(layer) < FEWEST_PRODUCTS and (
        _leads_to_convolution(node, _sources) or _leads_to_convolution(node, _readers))


def products_per_value(layer):
    """The same for all sizes."""
    ins, steps = layer.weights.shape[0], math.prod(layer.attributes["strides"])
    return layer.weights.size / (ins + layer.out_channels * steps)


def _leads_to_convolution(node, neighbours, distance=0):
    return distance < _FARTHEST and any(
        kind in _CONVOLUTIONS or (kind in _ORDERLESS and _leads_to_convolution(other, neighbours, distance + 1))
        for other in neighbours(node) for kind in [other.get_type_name()])


def _sources(node):
    return [value.get_node() for value in node.input_values()]


def _readers(node):
    return [reader.get_node() for output in node.outputs() for reader in output.get_target_inputs()]
