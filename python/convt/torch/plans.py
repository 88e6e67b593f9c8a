"""Plans of calls with tensors, kept between calls, and their runs."""

import functools

import torch

from .. import _convt
from .weights import kept

MOST_PLANS = 256


def _name(dtype):
    return str(dtype).removeprefix("torch.")


@functools.lru_cache(maxsize=2 * MOST_PLANS)
def _plan(make, arguments, is_prepared, threads):
    return make(*arguments[:-1], is_prepared, arguments[-1])


@functools.lru_cache(maxsize=MOST_PLANS)
def _plans(make, arguments, threads):
    """The plan for weights that are an argument, and one for packed weights where it is faster, or None."""
    unpacked, prepared = (_plan(make, arguments, is_prepared, threads) for is_prepared in (False, True))
    return unpacked, prepared if prepared.estimated_cycles < unpacked.estimated_cycles else None


@functools.lru_cache(maxsize=2 * MOST_PLANS)
def _gradient_plan(of, make, arguments, threads):
    return of(_plan(make, arguments, False, threads))


def input_gradient_plan(make, arguments):
    return _gradient_plan(_convt._input_gradient_plan, make, arguments, _convt.get_num_threads())


def kernel_gradient_plan(make, arguments):
    return _gradient_plan(_convt._kernel_gradient_plan, make, arguments, _convt.get_num_threads())


def readable(inputs, channels):
    """Inputs that a descriptor can state, and their strides, or None for dense ones."""
    if inputs.is_contiguous():
        return inputs, None
    if _convt._can_be_read(tuple(inputs.shape), inputs.stride(), channels != 1):
        return inputs, inputs.stride()
    return inputs.contiguous(), None


def _run(make, arguments, inputs, kernel, memory, bias, outputs):
    """`memory` is the kernel where plans can read it; it may be a copy. `kernel` is the caller's own."""
    unpacked, prepared = _plans(make, arguments, _convt.get_num_threads())
    address = 0 if bias is None else bias.data_ptr()
    packed = None if prepared is None else kept.find(prepared, kernel, memory, make)
    if packed is not None:
        prepared.run(inputs.data_ptr(), packed, address, outputs.data_ptr())
    else:
        held = memory()  # a copy must outlive the run
        unpacked.run_unpacked(inputs.data_ptr(), held.data_ptr(), address, outputs.data_ptr())


def keras_arguments(inputs_shape, kernel_shape, strides, padding, output_padding, data_format, dilation_rate, dtype,
                    steps, is_pytorch):
    """What makes a plan of a call with Keras's arguments, without is_prepared."""
    return (tuple(inputs_shape), tuple(kernel_shape), tuple(strides), padding,
            None if output_padding is None else tuple(output_padding), data_format, tuple(dilation_rate), _name(dtype),
            steps, is_pytorch)


def pytorch_arguments(input_shape, weight_shape, stride, padding, output_padding, groups, dilation, dtype, steps,
                      is_channels_last):
    """The same with PyTorch's."""
    return (tuple(input_shape), tuple(weight_shape), tuple(stride), tuple(padding), tuple(output_padding), groups,
            tuple(dilation), _name(dtype), steps, is_channels_last)


def is_kernel_pytorch(kernel):
    """Whether a kernel of Keras's axes lies in PyTorch's order."""
    return not kernel.is_contiguous() and to_pytorch(kernel).is_contiguous()


def run_keras(inputs, kernel, strides, padding, output_padding, data_format, dilation_rate, outputs):
    """Computes into dense outputs."""
    held, steps = readable(inputs, inputs.ndim - 1 if data_format == "channels_last" else 1)
    is_pytorch = is_kernel_pytorch(kernel)
    arguments = keras_arguments(inputs.shape, kernel.shape, strides, padding, output_padding, data_format,
                                dilation_rate, inputs.dtype, steps, is_pytorch)
    memory = (lambda: kernel) if is_pytorch else kernel.contiguous
    _run(_convt._keras_plan, arguments, held, kernel, memory, None, outputs)


def run_pytorch(inputs, weight, bias, stride, padding, output_padding, groups, dilation, outputs, is_channels_last):
    """Computes into outputs that are dense with channels first, or last."""
    held, steps = readable(inputs, 1)
    if steps is None and is_channels_last:
        steps = held.stride()
    arguments = pytorch_arguments(inputs.shape, weight.shape, stride, padding, output_padding, groups, dilation,
                                  inputs.dtype, steps, is_channels_last)
    if bias is not None:
        # Sums of types of 16 bits are of float32, and so is what starts them.
        bias = bias.to(torch.float32 if inputs.element_size() == 2 else inputs.dtype).contiguous()
    _run(_convt._pytorch_plan, arguments, held, weight, weight.contiguous, bias, outputs)


def to_pytorch(kernel):
    """Keras's kernel (spatial..., out, in) with PyTorch's axes (in, out, spatial...): a view."""
    rank = kernel.ndim - 2
    return kernel.permute(rank + 1, rank, *range(rank))


def to_keras(kernel):
    return kernel.permute(*range(2, kernel.ndim), 1, 0)
