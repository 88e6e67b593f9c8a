"""The functions that users call. They choose between convt and PyTorch for each call."""

import torch

from .layouts import is_channels_last
from .operators import keras_operator, pytorch_operator
from .rule import is_better_left

_TYPES = (torch.float32, torch.float64, torch.float16, torch.bfloat16)


def _for_each_axis(value, rank):
    values = (value,) * rank if isinstance(value, int) else tuple(value)
    return values * rank if len(values) == 1 else values


def reason_to_leave(*tensors):
    """A few words on why convt does not take these tensors, or None."""
    dtype = tensors[0].dtype
    for tensor in tensors:
        if tensor.device.type not in ("cpu", "meta"):
            return f"device {tensor.device.type}"
        if tensor.layout != torch.strided:
            return "a layout without strides"
        if tensor.dtype != dtype:
            return "types that differ"
    if dtype not in _TYPES:
        return f"type {str(dtype).removeprefix('torch.')}"
    return "autocast" if torch.is_autocast_enabled("cpu") else None


def conv_transpose(inputs, kernel, strides=1, padding="valid", output_padding=None, data_format=None, dilation_rate=1):
    """keras.ops.conv_transpose for tensors on the CPU; see convt.conv_transpose for the arguments.

    Args:
        inputs: of float32, float64, float16 or bfloat16.
        kernel: of the same type, (spatial..., out_channels, in_channels).

    Raises:
        TypeError, ValueError: as convt.conv_transpose does.
    """
    for name, tensor in (("inputs", inputs), ("kernel", kernel)):
        if not isinstance(tensor, torch.Tensor):
            raise TypeError(f"{name} is a {type(tensor).__name__}; it must be a tensor of PyTorch")
        if tensor.device.type not in ("cpu", "meta"):
            raise TypeError(f"{name} lies on device {tensor.device}; convt reads the CPU's memory")
        if tensor.dtype not in _TYPES or tensor.dtype != inputs.dtype:
            raise TypeError(f"{name} is of {tensor.dtype}; inputs and kernel must both be of float16, bfloat16, "
                            "float32 or float64")
    rank = max(inputs.ndim - 2, 1)
    return keras_operator(inputs, kernel, _for_each_axis(strides, rank), padding.lower(),
                          None if output_padding is None else _for_each_axis(output_padding, rank),
                          (data_format or "channels_last").lower(), _for_each_axis(dilation_rate, rank))


def _conv_transpose(rank, by_torch, input, weight, bias, stride, padding, output_padding, groups, dilation):
    tensors = (input, weight) if bias is None else (input, weight, bias)
    is_batched = input.ndim == rank + 2
    if (not is_batched and input.ndim != rank + 1) or reason_to_leave(*tensors) is not None:
        return by_torch(input, weight, bias, stride, padding, output_padding, groups, dilation)
    stride, padding, output_padding, dilation = (
        _for_each_axis(value, rank) for value in (stride, padding, output_padding, dilation))
    batch = input if is_batched else input.unsqueeze(0)
    is_served = len(stride) == rank and weight.ndim == rank + 2
    if is_served and is_better_left(batch, weight, stride, groups, is_channels_last(batch)):
        return by_torch(input, weight, bias, stride, padding, output_padding, groups, dilation)
    outputs = pytorch_operator(batch, weight, bias, stride, padding, output_padding, groups, dilation)
    return outputs if is_batched else outputs.squeeze(0)


def conv_transpose1d(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
    """torch.nn.functional.conv_transpose1d; as conv_transpose2d."""
    return _conv_transpose(1, torch.nn.functional.conv_transpose1d, input, weight, bias, stride, padding,
                           output_padding, groups, dilation)


def conv_transpose2d(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
    """torch.nn.functional.conv_transpose2d: its arguments, its meaning.

    Outputs have their channels innermost where the inputs have, as with torch.channels_last. Calls that convt does not
    serve, as those of other devices and types, PyTorch computes, and those that are faster so (rule.py).

    Args:
        input: (batch, in_channels, height, width), or without batch, of any strides.
        weight: (in_channels, out_channels / groups, height, width).
        bias: (out_channels), or None.

    Raises:
        ValueError: an argument has a value that the operator does not allow. A call that PyTorch computes raises
            PyTorch's error.
    """
    return _conv_transpose(2, torch.nn.functional.conv_transpose2d, input, weight, bias, stride, padding,
                           output_padding, groups, dilation)


def conv_transpose3d(input, weight, bias=None, stride=1, padding=0, output_padding=0, groups=1, dilation=1):
    """torch.nn.functional.conv_transpose3d; as conv_transpose2d."""
    return _conv_transpose(3, torch.nn.functional.conv_transpose3d, input, weight, bias, stride, padding,
                           output_padding, groups, dilation)
