"""The bias and the activation that follow a transposed convolution, as far as convt's operator computes them too."""

import dataclasses

import numpy as np
from convt.openvino.layers import constant_of

_ACTIVATIONS = {"Relu": "relu", "Sigmoid": "sigmoid", "Tanh": "tanh", "HSwish": "hard_swish", "Clamp": "clamp"}


@dataclasses.dataclass
class Epilogue:
    last: object  #: the node whose output convt's operator has
    bias: object = None
    attributes: dict = dataclasses.field(default_factory=lambda: dict(activation="none", alpha=0.0, min=0.0, max=0.0))
    folded: list = dataclasses.field(default_factory=list)


def epilogue_of(node, channels):
    """Follows the only reader of each output. A node that others read too must stay, and so must what follows it."""
    epilogue = Epilogue(node)
    reader = _only_reader(node)
    bias = _bias_of(reader, node, channels) if reader else None
    if bias is not None:
        epilogue.last, epilogue.bias = reader, bias
        epilogue.folded.append("bias")
        reader = _only_reader(reader)
    activation = _activation_of(reader) if reader else None
    if activation is not None:
        epilogue.last = reader
        epilogue.attributes |= activation
        epilogue.folded.append(activation["activation"])
    return epilogue


def _only_reader(node):
    readers = list(node.output(0).get_target_inputs())
    return readers[0].get_node() if len(readers) == 1 else None


def _bias_of(add, node, channels):
    """The bias as an output of its own; None unless `add` adds a constant with a value for each channel, or for all."""
    from openvino import op

    if add.get_type_name() != "Add" or add.get_attributes()["auto_broadcast"] != "numpy":
        return None
    others = [value for value in add.input_values() if value.get_node().get_friendly_name() != node.get_friendly_name()]
    values = constant_of(others[0]) if len(others) == 1 else None
    rank = len(node.get_output_partial_shape(0))
    if values is None or values.ndim > rank:
        return None
    shape = (1,) * (rank - values.ndim) + values.shape
    if shape[1] not in (1, channels) or any(size != 1 for size in shape[:1] + shape[2:]):
        return None
    return op.Constant(np.array(np.broadcast_to(values.reshape(-1), channels), np.float32)).output(0)


def _activation_of(node):
    kind = node.get_type_name()
    if kind == "PRelu":
        slope = constant_of(node.input_value(1))
        if slope is None or slope.size != 1:
            return None
        return dict(activation="leaky_relu", alpha=float(slope.reshape(-1)[0]))
    if kind not in _ACTIVATIONS:
        return None
    limits = node.get_attributes() if kind == "Clamp" else {}
    return dict(activation=_ACTIVATIONS[kind]) | {name: float(value) for name, value in limits.items()}
