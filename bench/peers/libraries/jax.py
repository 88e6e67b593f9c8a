"""JAX (XLA on CPUs), channels_last, which XLA calls canonical. Weights are flipped beforehand and stay an argument:
as constants, XLA would fold over them for minutes."""
import jax
import numpy as np

from libraries import Prepared

CONTESTANTS = ("jax",)
LETTERS = {1: "W", 2: "HW", 3: "DHW"}


def start(threads):
    del threads  # XLA takes one per CPU that the process may use; the driver pins it


def version():
    return jax.__version__


def _weights(layer, kernel):
    """[spatial..., in/groups, out], flipped; a group's outputs are neighbours."""
    groups, out = layer.groups, layer.out_channels // layer.groups
    flipped = np.flip(kernel, tuple(range(2, 2 + layer.rank)))
    split = flipped.reshape(groups, layer.in_channels // groups, out, *layer.kernel)
    ordered = np.moveaxis(split, (1, 0, 2), (-3, -2, -1))
    return np.ascontiguousarray(ordered.reshape(*layer.kernel, layer.in_channels // groups, layer.out_channels))


def prepare(name, layer, inputs, kernel, threads):
    del name, threads
    letters = LETTERS[layer.rank]
    x = jax.device_put(np.ascontiguousarray(np.moveaxis(inputs, 1, -1)))
    weights = jax.device_put(_weights(layer, kernel))
    reach = [(k - 1) * d for k, d in zip(layer.kernel, layer.dilation_rate)]
    padding = [(r - left, r - right) for r, left, right in zip(reach, layer.crop_left, layer.crop_right)]

    def compute(value, w):
        return jax.lax.conv_general_dilated(
            value, w, (1,) * layer.rank, padding, lhs_dilation=layer.strides, rhs_dilation=layer.dilation_rate,
            dimension_numbers=(f"N{letters}C", f"{letters}IO", f"N{letters}C"), feature_group_count=layer.groups)

    call = jax.jit(compute).lower(x, weights).compile()
    result = [None]

    def run():
        result[0] = call(x, weights)
        result[0].block_until_ready()

    return Prepared(run, lambda: np.moveaxis(np.asarray(result[0]), -1, 1))
