"""Layers in the words of TensorFlow and LiteRT: channels_last, 1-D as 2-D, padding SAME or VALID, cropped after."""
import dataclasses

import numpy as np


@dataclasses.dataclass(frozen=True)
class Words:
    rank: int  # 2 or 3
    strides: tuple
    out_spatial: tuple
    crops: tuple  # (left, right) per dimension
    padding: str  # SAME or VALID
    computed_spatial: tuple  # what the operator is asked for
    begin: tuple  # where the outputs start in it

    @property
    def is_cut(self):
        return self.computed_spatial != self.out_spatial


def words(layer):
    one = (1,) if layer.rank == 1 else ()
    strides, outs = one + layer.strides, one + layer.out_spatial
    crops = tuple(zip(one and (0,), one and (0,))) + tuple(zip(layer.crop_left, layer.crop_right))
    if all(left == 0 and right <= 0 for left, right in crops):
        padding, computed, begin = "VALID", outs, (0,) * len(outs)
    elif _is_same(one + layer.in_spatial, outs, strides, crops):
        padding, computed, begin = "SAME", outs, (0,) * len(outs)
    else:
        padding, begin = "VALID", tuple(left for left, _ in crops)
        computed = tuple(out + left + max(right, 0) for out, (left, right) in zip(outs, crops))
    return Words(len(outs), strides, outs, crops, padding, computed, begin)


def _is_same(sizes, outs, strides, crops):
    """SAME crops half of what is too much at the front, rounded down."""
    return all(-(-out // s) == size and left == max(left + right, 0) // 2
               for size, out, s, (left, right) in zip(sizes, outs, strides, crops))


def inputs_last(layer, inputs):
    taller = np.expand_dims(inputs, 2) if layer.rank == 1 else inputs
    return np.ascontiguousarray(np.moveaxis(taller, 1, -1))


def kernel_in_order(layer, kernel, order):
    """[in, out, spatial...] to another order: "spatial,out,in" or "out,spatial,in"."""
    taller = np.expand_dims(kernel, 2) if layer.rank == 1 else kernel
    axes = {"in": [0], "out": [1], "spatial": range(2, taller.ndim)}
    return np.ascontiguousarray(taller.transpose([axis for name in order.split(",") for axis in axes[name]]))


def outputs_first(layer, outputs):
    plain = np.moveaxis(outputs, -1, 1)
    return plain[:, :, 0] if layer.rank == 1 else plain
