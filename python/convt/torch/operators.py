"""The two operators that PyTorch knows: convt::conv_transpose with Keras's arguments, convt::conv_transpose_nd with its
own. Arguments have one value for each axis. Shapes alone, as torch.compile wants them, need no tensor's contents.
"""

from collections.abc import Sequence

import torch

from .. import _convt
from .gradients import (
    keras_input_gradient,
    keras_kernel_gradient,
    pytorch_input_gradient,
    pytorch_kernel_gradient,
)
from .layouts import empty, is_channels_last
from .plans import run_keras, run_pytorch
from .sizes import keras_outputs, pytorch_outputs


def _are_known(*shapes):
    """False where torch.compile has symbols for sizes."""
    return all(type(size) is int for shape in shapes for size in shape)


def _reaches(sizes, dilation):
    return [(size - 1) * step + 1 for size, step in zip(sizes, dilation, strict=True)]


def _keras_shape(inputs, kernel, strides, padding, output_padding, data_format, dilation_rate):
    if _are_known(inputs.shape, kernel.shape):
        return _convt._outputs_shape(inputs.shape, kernel.shape, strides, padding, output_padding, data_format,
                                     dilation_rate)
    rank = len(strides)
    spatial = inputs.shape[1:-1] if data_format == "channels_last" else inputs.shape[2:]
    extras = (None,) * rank if output_padding is None else output_padding
    sizes = [keras_outputs(size, reach, stride, padding, extra) for size, reach, stride, extra in zip(
        spatial, _reaches(kernel.shape[:rank], dilation_rate), strides, extras, strict=True)]
    batch, channels = inputs.shape[0], kernel.shape[-2]
    return [batch, *sizes, channels] if data_format == "channels_last" else [batch, channels, *sizes]


def _pytorch_shape(inputs, weight, bias, stride, padding, output_padding, groups, dilation):
    if bias is not None and (bias.ndim != 1 or bias.shape[0] != weight.shape[1] * groups):
        raise ValueError(f"bias has shape {tuple(bias.shape)}; it must have one value for each of "
                         f"{weight.shape[1] * groups} output channels")
    if _are_known(inputs.shape, weight.shape):
        return _convt._pytorch_outputs_shape(inputs.shape, weight.shape, stride, padding, output_padding, groups,
                                             dilation)
    reaches = _reaches(weight.shape[2:], dilation)
    sizes = map(pytorch_outputs, inputs.shape[2:], reaches, stride, padding, output_padding)
    return [inputs.shape[0], weight.shape[1] * groups, *sizes]


@torch.library.custom_op("convt::conv_transpose", mutates_args=(), device_types="cpu")
def keras_operator(inputs: torch.Tensor, kernel: torch.Tensor, strides: Sequence[int], padding: str,
                   output_padding: Sequence[int] | None, data_format: str,
                   dilation_rate: Sequence[int]) -> torch.Tensor:
    arguments = (strides, padding, output_padding, data_format, dilation_rate)
    outputs = inputs.new_empty(_keras_shape(inputs, kernel, *arguments))
    if inputs.numel() == 0 or kernel.numel() == 0:
        return outputs.zero_()
    if outputs.numel() > 0:
        run_keras(inputs, kernel, *arguments, outputs)
    return outputs


@keras_operator.register_fake
def _(inputs, kernel, *arguments):
    return inputs.new_empty(_keras_shape(inputs, kernel, *arguments))


def _save_keras(ctx, inputs, output):
    ctx.save_for_backward(*inputs[:2])
    ctx.arguments = inputs[2:]


def _keras_gradients(ctx, gradient):
    x, w = ctx.saved_tensors
    needs = ctx.needs_input_grad
    return (keras_input_gradient(gradient, w, list(x.shape), *ctx.arguments) if needs[0] else None,
            keras_kernel_gradient(x, gradient, list(w.shape), *ctx.arguments) if needs[1] else None,
            None, None, None, None, None)


keras_operator.register_autograd(_keras_gradients, setup_context=_save_keras)


@torch.library.custom_op("convt::conv_transpose_nd", mutates_args=(), device_types="cpu")
def pytorch_operator(input: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None, stride: Sequence[int],
                     padding: Sequence[int], output_padding: Sequence[int], groups: int,
                     dilation: Sequence[int]) -> torch.Tensor:
    is_last = is_channels_last(input)
    arguments = (stride, padding, output_padding, groups, dilation)
    outputs = empty(input, _pytorch_shape(input, weight, bias, *arguments), is_last)
    if input.numel() == 0 or weight.numel() == 0:
        outputs.zero_()
        return outputs if bias is None else outputs.add_(bias.reshape(-1, *[1] * len(stride)))
    if outputs.numel() > 0:
        run_pytorch(input, weight, bias, *arguments, outputs, is_last)
    return outputs


@pytorch_operator.register_fake
def _(input, weight, bias, *arguments):
    return empty(input, _pytorch_shape(input, weight, bias, *arguments), is_channels_last(input))


def _save_pytorch(ctx, inputs, output):
    input, weight, _, *ctx.arguments = inputs
    ctx.save_for_backward(input, weight)


def _pytorch_gradients(ctx, gradient):
    x, w = ctx.saved_tensors
    needs = ctx.needs_input_grad
    return (pytorch_input_gradient(gradient, w, list(x.shape), *ctx.arguments) if needs[0] else None,
            pytorch_kernel_gradient(x, gradient, list(w.shape), *ctx.arguments) if needs[1] else None,
            gradient.sum([0, *range(2, gradient.ndim)]) if needs[2] else None, None, None, None, None, None)


pytorch_operator.register_autograd(_pytorch_gradients, setup_context=_save_pytorch)
