"""The arguments of keras.ops.conv_transpose as frameworks keep them beside their arrays: plain values, settled."""


def _for_each_axis(value, rank):
    values = (value,) * rank if isinstance(value, int) else tuple(int(v) for v in value)
    return values * rank if len(values) == 1 else values


def settled_arguments(rank, strides, padding, output_padding, data_format, dilation_rate):
    """Strides, padding, output_padding, data_format and dilation_rate: tuples of one value for each of `rank` axes,
    names in small letters, and the format that None stands for. output_padding may stay None.
    """
    return (_for_each_axis(strides, rank), padding.lower(),
            None if output_padding is None else _for_each_axis(output_padding, rank),
            (data_format or "channels_last").lower(), _for_each_axis(dilation_rate, rank))
