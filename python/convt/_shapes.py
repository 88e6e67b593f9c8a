"""Shapes of calls whose sizes are in part unknown before they run, as those of batches are."""

from . import _convt


def _is_channels_first(data_format):
    return data_format is not None and data_format.lower() == "channels_first"


def settled(inputs_shape, kernel_shape, data_format):
    """The shapes with 1 for what is unknown; channels of the inputs are those of the kernel."""
    inputs = [1 if size is None else size for size in inputs_shape]
    kernel = [1 if size is None else size for size in kernel_shape]
    channels = 1 if _is_channels_first(data_format) else -1
    if len(inputs) > 1 and kernel:
        if inputs_shape[channels] is None:
            inputs[channels] = kernel[-1]
        elif kernel_shape[-1] is None:
            kernel[-1] = inputs[channels]
    return inputs, kernel


def outputs_shape(inputs_shape, kernel_shape, strides=1, padding="valid", output_padding=None, data_format=None,
                  dilation_rate=1):
    """The outputs' shape, with None for what is unknown, from shapes with None.

    Raises:
        TypeError, ValueError: as convt.conv_transpose does, for what can be told.
    """
    shape = list(_convt._outputs_shape(*settled(inputs_shape, kernel_shape, data_format), strides, padding,
                                       output_padding, data_format, dilation_rate))
    is_first = _is_channels_first(data_format)
    first = 2 if is_first else 1
    if inputs_shape[0] is None:
        shape[0] = None
    for axis in range(len(shape) - 2):
        if inputs_shape[first + axis] is None or kernel_shape[axis] is None:
            shape[first + axis] = None
    if kernel_shape[-2] is None:
        shape[1 if is_first else -1] = None
    return tuple(shape)
