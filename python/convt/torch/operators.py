"""The two operators that PyTorch knows: convt::conv_transpose with Keras's arguments, convt::conv_transpose_nd with its
own. Arguments have one value for each axis. Shapes alone, as torch.compile wants them, need no tensor's contents.
"""

from collections.abc import Sequence

import torch

from .. import _convt
from .plans import run_keras, run_pytorch, to_keras, to_pytorch
from .sizes import cuts, keras_outputs, pytorch_outputs

_backward = torch.ops.aten.convolution_backward.default


def _are_known(*shapes):
    """False where torch.compile has symbols for sizes."""
    return all(type(size) is int for shape in shapes for size in shape)


def _reaches(sizes, dilation):
    return [(size - 1) * step + 1 for size, step in zip(sizes, dilation, strict=True)]


def is_channels_last(inputs):
    """Whether outputs have their channels innermost, as the inputs have."""
    return not inputs.is_contiguous() and inputs.movedim(1, -1).is_contiguous()


def _empty(inputs, shape, is_last):
    if not is_last:
        return inputs.new_empty(shape)
    return inputs.new_empty([shape[0], *shape[2:], shape[1]]).movedim(-1, 1)


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
    """By the convolution that all natural outputs would have: none reaches those that were cut off."""
    x, w = ctx.saved_tensors
    strides, _, _, data_format, dilation_rate = ctx.arguments
    rank = len(strides)
    is_last = data_format == "channels_last"
    if is_last:
        x, gradient = x.movedim(-1, 1), gradient.movedim(-1, 1)
    pads = [cuts(size, reach, stride, outputs) for size, reach, stride, outputs in zip(
        x.shape[2:], _reaches(w.shape[:rank], dilation_rate), strides, gradient.shape[2:], strict=True)]
    gradient = torch.nn.functional.pad(gradient, [pad for both in reversed(pads) for pad in both])
    zeros = [0] * rank
    dx, dw, _ = _backward(gradient, x, to_pytorch(w), None, strides, zeros, dilation_rate, True, zeros, 1,
                          [*ctx.needs_input_grad[:2], False])
    return (dx if dx is None or not is_last else dx.movedim(1, -1), dw if dw is None else to_keras(dw),
            None, None, None, None, None)


keras_operator.register_autograd(_keras_gradients, setup_context=_save_keras)


@torch.library.custom_op("convt::conv_transpose_nd", mutates_args=(), device_types="cpu")
def pytorch_operator(input: torch.Tensor, weight: torch.Tensor, bias: torch.Tensor | None, stride: Sequence[int],
                     padding: Sequence[int], output_padding: Sequence[int], groups: int,
                     dilation: Sequence[int]) -> torch.Tensor:
    is_last = is_channels_last(input)
    arguments = (stride, padding, output_padding, groups, dilation)
    outputs = _empty(input, _pytorch_shape(input, weight, bias, *arguments), is_last)
    if input.numel() == 0 or weight.numel() == 0:
        outputs.zero_()
        return outputs if bias is None else outputs.add_(bias.reshape(-1, *[1] * len(stride)))
    if outputs.numel() > 0:
        run_pytorch(input, weight, bias, *arguments, outputs, is_last)
    return outputs


@pytorch_operator.register_fake
def _(input, weight, bias, *arguments):
    return _empty(input, _pytorch_shape(input, weight, bias, *arguments), is_channels_last(input))


def _save_pytorch(ctx, inputs, output):
    input, weight, bias, *ctx.arguments = inputs
    ctx.save_for_backward(input, weight)
    ctx.bias_sizes = None if bias is None else list(bias.shape)


def _pytorch_gradients(ctx, gradient):
    stride, padding, output_padding, groups, dilation = ctx.arguments
    gradients = _backward(gradient, *ctx.saved_tensors, ctx.bias_sizes, stride, padding, dilation, True, output_padding,
                          groups, list(ctx.needs_input_grad[:3]))
    return (*gradients, None, None, None, None, None)


pytorch_operator.register_autograd(_pytorch_gradients, setup_context=_save_pytorch)
