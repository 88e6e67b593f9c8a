"""JAX (XLA on CPUs), channels_last, which XLA calls canonical. Prepared weights are flipped beforehand and stay an
argument: as constants, XLA would fold over them for minutes. Weights in Keras's order are flipped in the compiled call."""
import jax
import jax.numpy
import numpy as np

from libraries import PREPARED, Prepared

CONTESTANTS = ("jax",)
LETTERS = {1: "W", 2: "HW", 3: "DHW"}


def start(threads):
    del threads  # XLA takes one per CPU that the process may use; the driver pins it


def version():
    return jax.__version__


def _flipped(layer, kernel, library):
    """[spatial..., out/groups, in] as [spatial..., in/groups, out], flipped; a group's outputs are neighbours."""
    groups, out, each = layer.groups, layer.out_channels // layer.groups, layer.in_channels // layer.groups
    split = library.flip(kernel, tuple(range(layer.rank))).reshape(*layer.kernel, out, groups, each)
    ordered = library.moveaxis(split, (-1, -2, -3), (-3, -2, -1))
    return ordered.reshape(*layer.kernel, each, layer.out_channels)


def prepare(name, layer, inputs, kernel, threads, weights):
    del name, threads
    letters = LETTERS[layer.rank]
    x = jax.device_put(np.ascontiguousarray(np.moveaxis(inputs, 1, -1)))
    keras_order = np.ascontiguousarray(np.moveaxis(kernel, (1, 0), (-2, -1)))
    w = keras_order if weights != PREPARED else np.ascontiguousarray(_flipped(layer, keras_order, np))
    w = jax.device_put(w)
    reach = [(k - 1) * d for k, d in zip(layer.kernel, layer.dilation_rate)]
    padding = [(r - left, r - right) for r, left, right in zip(reach, layer.crop_left, layer.crop_right)]

    def compute(value, given):
        flipped = given if weights == PREPARED else _flipped(layer, given, jax.numpy)
        return jax.lax.conv_general_dilated(
            value, flipped, (1,) * layer.rank, padding, lhs_dilation=layer.strides, rhs_dilation=layer.dilation_rate,
            dimension_numbers=(f"N{letters}C", f"{letters}IO", f"N{letters}C"), feature_group_count=layer.groups)

    call = jax.jit(compute).lower(x, w).compile()
    result = [None]

    def run():
        result[0] = call(x, w)
        result[0].block_until_ready()

    return Prepared(run, lambda: np.moveaxis(np.asarray(result[0]), -1, 1))
