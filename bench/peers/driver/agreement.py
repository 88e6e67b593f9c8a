"""Are a contestant's outputs right? Every output is compared with those of the first one that is right, and that
one's with exact sums in double at a sample of places."""
import itertools
import math

import numpy as np

EPSILON = 2.0**-24
FAST_ALGORITHMS = 4  # their rounding errors may be this many times a plain sum's (docs/numerics.md)
PLACES = 24


def bound(layer):
    """docs/numerics.md for inputs and weights below 1/2 in size; products average 1/16."""
    terms = layer.terms()
    return FAST_ALGORITHMS * (2 * math.sqrt(terms) + 8) * EPSILON * terms / 8


def exact_outputs(layer, inputs, kernel, place):
    """All channels of one output place (image, then one index per dimension), summed in double."""
    image, *outputs = place
    groups, out = layer.groups, layer.out_channels // layer.groups
    total = np.zeros((groups, out))
    for taps in itertools.product(*map(range, layer.kernel)):
        steps = [o + c - k * d for o, c, k, d in zip(outputs, layer.crop_left, taps, layer.dilation_rate)]
        if any(step % s or not 0 <= step // s < size for step, s, size in zip(steps, layer.strides, layer.in_spatial)):
            continue
        where = tuple(step // s for step, s in zip(steps, layer.strides))
        values = inputs[(image, slice(None), *where)].astype(np.float64).reshape(groups, -1)
        weights = kernel[(slice(None), slice(None), *taps)].astype(np.float64).reshape(groups, -1, out)
        total += np.einsum("gi,gio->go", values, weights)
    return total.reshape(-1)


def sample_places(layer):
    """Both corners, and places spread over the whole."""
    sizes = (layer.batch, *layer.out_spatial)
    random = np.random.default_rng(2)
    inner = (tuple(int(random.integers(size)) for size in sizes) for _ in range(PLACES - 2))
    return [(0,) * len(sizes), tuple(size - 1 for size in sizes), *inner]


class Judge:
    def __init__(self, layer, inputs, kernel):
        self.layer = layer
        self.bound = bound(layer)
        self.exact = {place: exact_outputs(layer, inputs, kernel, place) for place in sample_places(layer)}
        self.accepted = None

    def fault(self, outputs):
        """None, or what is wrong with them."""
        if outputs.shape != self.layer.outputs_shape():
            return f"outputs have shape {outputs.shape}, not {self.layer.outputs_shape()}"
        error = max(np.max(np.abs(outputs[(place[0], slice(None), *place[1:])] - exact))
                    for place, exact in self.exact.items())
        if not error <= self.bound:
            return f"outputs are off by {error:.2g} from exact sums, allowed is {self.bound:.2g}"
        if self.accepted is None:
            self.accepted = outputs
            return None
        difference = np.max(np.abs(outputs - self.accepted), initial=0)
        if not difference <= 2 * self.bound:
            return f"outputs differ by {difference:.2g} from the others', allowed is {2 * self.bound:.2g}"
        return None
