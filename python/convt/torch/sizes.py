"""Sizes along one axis, for whole numbers and for torch.compile's symbols. `reach` is the dilated kernel's size; the
natural size is that of all outputs which an input reaches, before any are cut off.
"""


def natural(size, reach, stride):
    return (size - 1) * stride + reach


def keras_outputs(size, reach, stride, padding, output_padding):
    """Outputs by Keras's rule. output_padding None differs from 0."""
    if padding == "valid":
        return natural(size, reach, stride) + (max(stride - reach, 0) if output_padding is None else output_padding)
    return size * stride if output_padding is None else (size - 1) * stride + reach % 2 + output_padding


def pytorch_outputs(size, reach, stride, padding, output_padding):
    return natural(size, reach, stride) - 2 * padding + output_padding


def cuts(size, reach, stride, outputs):
    """How many of the natural outputs Keras cuts off before and after; fewer than 0 after: zeros in their place."""
    total = natural(size, reach, stride) - outputs
    before = max(total, 0) // 2
    return before, total - before
