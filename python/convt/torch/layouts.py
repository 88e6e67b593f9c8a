"""Orders of a tensor's axes in memory, for tensors with channels first."""


def is_channels_last(inputs):
    """Whether outputs have their channels innermost, as the inputs have."""
    return not inputs.is_contiguous() and inputs.movedim(1, -1).is_contiguous()


def empty(inputs, shape, is_last):
    if not is_last:
        return inputs.new_empty(shape)
    return inputs.new_empty([shape[0], *shape[2:], shape[1]]).movedim(-1, 1)
