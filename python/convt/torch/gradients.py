"""Gradients of both operators, as operators: torch.compile sees each as one node. Each is linear in either of its
tensors, and its derivatives are another gradient and the operator itself. convt computes those of float32 and float64
that are estimated to take no longer than PyTorch's own.
"""

import math
from collections.abc import Sequence

import torch

from .. import _convt
from .layouts import empty, is_channels_last
from .plans import (
    input_gradient_plan,
    is_kernel_pytorch,
    keras_arguments,
    kernel_gradient_plan,
    pytorch_arguments,
    readable,
    to_keras,
    to_pytorch,
)
from .rule import FEW_CHANNELS, is_gradient_better_left
from .sizes import cuts

_backward = torch.ops.aten.convolution_backward.default


def _serves(first, second, result):
    return first.dtype in (torch.float32, torch.float64) and min(t.numel() for t in (first, second, result)) > 0


def _is_left(plan, is_of_kernel, positions, kernel, has_few_channels):
    products = math.prod(positions) * kernel.numel()
    return is_gradient_better_left(plan, is_of_kernel, products, kernel.numel(), has_few_channels,
                                   kernel.element_size())


def _in_layout(tensor, is_last):
    """Where PyTorch chose another layout than fake tensors have."""
    return tensor.movedim(1, -1).contiguous().movedim(-1, 1) if is_last else tensor.contiguous()


@torch.library.custom_op("convt::input_gradient_nd", mutates_args=(), device_types="cpu")
def pytorch_input_gradient(gradient: torch.Tensor, weight: torch.Tensor, shape: Sequence[int], stride: Sequence[int],
                           padding: Sequence[int], output_padding: Sequence[int], groups: int,
                           dilation: Sequence[int]) -> torch.Tensor:
    is_last = is_channels_last(gradient)
    result = empty(gradient, shape, is_last)
    if _serves(gradient, weight, result):
        arguments = pytorch_arguments(shape, weight.shape, stride, padding, output_padding, groups, dilation,
                                      gradient.dtype, None, is_last)
        plan = input_gradient_plan(_convt._pytorch_plan, arguments)
        if not _is_left(plan, False, (shape[0], *shape[2:]), weight, gradient.shape[1] <= FEW_CHANNELS):
            g = gradient if is_last else gradient.contiguous()
            w = weight.contiguous()
            plan.run(g.data_ptr(), w.data_ptr(), result.data_ptr())
            return result
    theirs = _backward(gradient, result, weight, None, stride, padding, dilation, True, output_padding, groups,
                       [True, False, False])[0]
    return _in_layout(theirs, is_last)


@torch.library.custom_op("convt::kernel_gradient_nd", mutates_args=(), device_types="cpu")
def pytorch_kernel_gradient(input: torch.Tensor, gradient: torch.Tensor, shape: Sequence[int], stride: Sequence[int],
                            padding: Sequence[int], output_padding: Sequence[int], groups: int,
                            dilation: Sequence[int]) -> torch.Tensor:
    result = gradient.new_empty(shape)
    if _serves(input, gradient, result):
        is_last = is_channels_last(gradient)
        held, steps = readable(input, 1)
        if steps is None and is_last:
            steps = held.stride()
        arguments = pytorch_arguments(input.shape, shape, stride, padding, output_padding, groups, dilation,
                                      input.dtype, steps, is_last)
        plan = kernel_gradient_plan(_convt._pytorch_plan, arguments)
        has_few_channels = gradient.shape[1] <= FEW_CHANNELS and not is_last
        if not _is_left(plan, True, (input.shape[0], *input.shape[2:]), result, has_few_channels):
            g = gradient if is_last else gradient.contiguous()
            plan.run(held.data_ptr(), g.data_ptr(), result.data_ptr())
            return result
    return _backward(gradient, input, result, None, stride, padding, dilation, True, output_padding, groups,
                     [False, True, False])[1].contiguous()


def _left_of_keras(gradient, x, kernel, strides, data_format, dilation_rate, which):
    """By the convolution that all natural outputs would have: none reaches those that were cut off."""
    rank = len(strides)
    is_last = data_format == "channels_last"
    if is_last:
        x, gradient = x.movedim(-1, 1), gradient.movedim(-1, 1)
    reaches = [(size - 1) * step + 1 for size, step in zip(kernel.shape[:rank], dilation_rate, strict=True)]
    pads = [cuts(size, reach, stride, outputs) for size, reach, stride, outputs in zip(
        x.shape[2:], reaches, strides, gradient.shape[2:], strict=True)]
    gradient = torch.nn.functional.pad(gradient, [pad for both in reversed(pads) for pad in both])
    zeros = [0] * rank
    result = _backward(gradient, x, to_pytorch(kernel), None, strides, zeros, dilation_rate, True, zeros, 1,
                       [which == 0, which == 1, False])[which]
    if which == 1:
        return to_keras(result).contiguous()
    return (result.movedim(1, -1) if is_last else result).contiguous()


def _positions(shape, data_format):
    return shape[:-1] if data_format == "channels_last" else (shape[0], *shape[2:])


@torch.library.custom_op("convt::input_gradient", mutates_args=(), device_types="cpu")
def keras_input_gradient(gradient: torch.Tensor, kernel: torch.Tensor, shape: Sequence[int], strides: Sequence[int],
                         padding: str, output_padding: Sequence[int] | None, data_format: str,
                         dilation_rate: Sequence[int]) -> torch.Tensor:
    result = gradient.new_empty(shape)
    if _serves(gradient, kernel, result):
        is_pytorch = is_kernel_pytorch(kernel)
        arguments = keras_arguments(shape, kernel.shape, strides, padding, output_padding, data_format, dilation_rate,
                                    gradient.dtype, None, is_pytorch)
        plan = input_gradient_plan(_convt._keras_plan, arguments)
        if not _is_left(plan, False, _positions(shape, data_format), kernel, kernel.shape[-2] <= FEW_CHANNELS):
            g = gradient.contiguous()
            w = kernel if is_pytorch else kernel.contiguous()
            plan.run(g.data_ptr(), w.data_ptr(), result.data_ptr())
            return result
    return _left_of_keras(gradient, result, kernel, strides, data_format, dilation_rate, 0)


@torch.library.custom_op("convt::kernel_gradient", mutates_args=(), device_types="cpu")
def keras_kernel_gradient(inputs: torch.Tensor, gradient: torch.Tensor, shape: Sequence[int], strides: Sequence[int],
                          padding: str, output_padding: Sequence[int] | None, data_format: str,
                          dilation_rate: Sequence[int]) -> torch.Tensor:
    result = gradient.new_empty(shape)
    if _serves(inputs, gradient, result):
        held, steps = readable(inputs, inputs.ndim - 1 if data_format == "channels_last" else 1)
        arguments = keras_arguments(inputs.shape, shape, strides, padding, output_padding, data_format, dilation_rate,
                                    inputs.dtype, steps, False)
        plan = kernel_gradient_plan(_convt._keras_plan, arguments)
        if not _is_left(plan, True, _positions(inputs.shape, data_format), result, shape[-2] <= FEW_CHANNELS):
            g = gradient.contiguous()
            plan.run(held.data_ptr(), g.data_ptr(), result.data_ptr())
            return result
    return _left_of_keras(gradient, inputs, result, strides, data_format, dilation_rate, 1)


def _save(ctx, inputs, output):
    first, second, _, *ctx.arguments = inputs
    ctx.save_for_backward(first, second)


def _register(of_inputs, of_kernel, forward, is_last_kept):
    """Shapes and derivatives of a pair of gradients; `forward(x, w, arguments)` is what they are of."""

    @of_inputs.register_fake
    def _(gradient, kernel, shape, *arguments):
        return empty(gradient, shape, is_last_kept and is_channels_last(gradient))

    @of_kernel.register_fake
    def _(inputs, gradient, shape, *arguments):
        return gradient.new_empty(shape)

    def derivative_of_inputs(ctx, ct):
        g, w = ctx.saved_tensors
        needs = ctx.needs_input_grad
        return (forward(ct, w, ctx.arguments) if needs[0] else None,
                of_kernel(ct, g, list(w.shape), *ctx.arguments) if needs[1] else None, None,
                *[None] * len(ctx.arguments))

    def derivative_of_kernel(ctx, ct):
        x, g = ctx.saved_tensors
        needs = ctx.needs_input_grad
        return (of_inputs(g, ct, list(x.shape), *ctx.arguments) if needs[0] else None,
                forward(x, ct, ctx.arguments) if needs[1] else None, None, *[None] * len(ctx.arguments))

    of_inputs.register_autograd(derivative_of_inputs, setup_context=_save)
    of_kernel.register_autograd(derivative_of_kernel, setup_context=_save)


_register(pytorch_input_gradient, pytorch_kernel_gradient,
          lambda x, w, arguments: torch.ops.convt.conv_transpose_nd(x, w, None, *arguments), True)
_register(keras_input_gradient, keras_kernel_gradient,
          lambda x, w, arguments: torch.ops.convt.conv_transpose(x, w, *arguments), False)
