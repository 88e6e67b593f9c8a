"""keras.ops.conv_transpose as its documentation defines it, in float64: inputs with zeros between and around them,
correlated with the flipped kernel. Shares no formula with convt, which scatters inputs and crops.
"""

import itertools

import numpy as np


def _tuple(value, rank):
    return (value,) * rank if isinstance(value, int) else tuple(value)


def _pads(kernel, stride, padding, output_padding):
    """Zeros around the spread inputs, as Keras's JAX backend has them; kernel is the dilated size."""
    if padding == "valid":
        extra = max(kernel, stride) - kernel if output_padding is None else output_padding
        return kernel - 1, kernel - 1 + extra
    total = stride + kernel - 2 if output_padding is None else kernel + kernel % 2 - 2 + output_padding
    left = min(total // 2 + total % 2, kernel - 1)
    return left, total - left


def _spread(inputs, strides, pads):
    """Channels last. Negative padding crops."""
    spatial = [(size - 1) * stride + 1 for size, stride in zip(inputs.shape[1:-1], strides, strict=True)]
    spread = np.zeros((inputs.shape[0], *spatial, inputs.shape[-1]))
    spread[(slice(None), *[slice(None, None, stride) for stride in strides])] = inputs
    for axis, (left, right) in enumerate(pads, 1):
        widths = [(0, 0)] * spread.ndim
        widths[axis] = (max(left, 0), max(right, 0))
        spread = np.pad(spread, widths)
        kept = slice(max(-left, 0), spread.shape[axis] - max(-right, 0))
        spread = spread[(slice(None),) * axis + (kept,)]
    return spread


def conv_transpose(inputs, kernel, strides=1, padding="valid", output_padding=None, data_format=None, dilation_rate=1):
    inputs, kernel = np.asarray(inputs, np.float64), np.asarray(kernel, np.float64)
    rank = inputs.ndim - 2
    strides, dilation = _tuple(strides, rank), _tuple(dilation_rate, rank)
    extras = (None,) * rank if output_padding is None else _tuple(output_padding, rank)
    if data_format == "channels_first":
        inputs = np.moveaxis(inputs, 1, -1)
    reach = [(size - 1) * d + 1 for size, d in zip(kernel.shape[:rank], dilation, strict=True)]
    pads = [_pads(*one, padding, extra) for *one, extra in zip(reach, strides, extras, strict=True)]
    spread = _spread(inputs, strides, pads)
    spatial = [max(size - r + 1, 0) for size, r in zip(spread.shape[1:-1], reach, strict=True)]
    outputs = np.zeros((inputs.shape[0], *spatial, kernel.shape[-2]))
    flipped = kernel[(slice(None, None, -1),) * rank]
    for tap in itertools.product(*[range(size) for size in kernel.shape[:rank]]):
        window = [slice(t * d, t * d + size) for t, d, size in zip(tap, dilation, spatial, strict=True)]
        outputs += spread[(slice(None), *window)] @ flipped[tap].T
    return np.moveaxis(outputs, -1, 1) if data_format == "channels_first" else outputs


def bound(inputs, kernel, *arguments, bias=0.0, **named):
    """How far outputs may be off, by docs/numerics.md with its factor for fast algorithms."""
    sums = conv_transpose(np.abs(inputs), np.abs(kernel), *arguments, **named)
    products = kernel.size // max(kernel.shape[-2], 1)
    eps = np.finfo(inputs.dtype).eps / 2
    return 4 * (2 * products**0.5 + 8) * eps * (sums.max(initial=0.0) + np.abs(bias).max(initial=0.0))
