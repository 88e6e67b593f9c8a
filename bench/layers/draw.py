"""Draws layers at random from the distribution that README.md states: python3 bench/layers/draw.py --seed 1 --count 100 > list.csv

The same seed gives the same layers on every machine: only whole numbers and Python's own generator decide.
"""

import argparse
import csv
import dataclasses
import math
import random
import sys

COLUMNS = ("id", "regime", "rank", "batch", "in_spatial", "in_channels", "out_channels", "kernel", "stride", "dilation",
           "groups", "crop_left", "out_spatial", "macs_useful")

# Weights of what is drawn from a few values.
RANKS = {1: 20, 2: 60, 3: 20}
STRIDES = {1: 20, 2: 50, 3: 5, 4: 15, 5: 4, 8: 6}
DILATIONS = {1: 92, 2: 6, 3: 2}
BATCHES = {1: 75, 2: 8, 4: 8, 8: 6, 16: 3}
GROUPS = {"one": 88, "depthwise": 8, "several": 4}
# Smallest and largest input along an axis, by rank.
SIZES = {1: (16, 16384), 2: (3, 256), 3: (3, 48)}
# The largest kernel of stride 1 along an axis, by rank.
LONGEST_KERNEL = {1: 15, 2: 7, 3: 5}
MOST_CHANNELS = 1024
FEWEST_MACS = 100_000
MOST_BYTES = 256 << 20


@dataclasses.dataclass
class Drawn:
    rank: int
    batch: int
    in_channels: int
    out_channels: int
    groups: int
    in_spatial: list
    kernel: list
    stride: list
    dilation: list
    crop_left: list
    out_spatial: list

    def macs(self):
        """Multiply-adds that reach an output."""
        pairs = 1
        for i, k, s, d, left, out in zip(self.in_spatial, self.kernel, self.stride, self.dilation, self.crop_left,
                                         self.out_spatial):
            # Of each tap, the inputs whose output lies within.
            pairs *= sum(max(0, min(i - 1, (out - 1 + left - t * d) // s) - max(0, -((t * d - left) // s)) + 1)
                         for t in range(k))
        return self.batch * pairs * self.in_channels * self.out_channels // self.groups

    def bytes(self):
        values = self.batch * (self.in_channels * math.prod(self.in_spatial) + self.out_channels * math.prod(self.out_spatial))
        return 4 * (values + math.prod(self.kernel) * self.in_channels * self.out_channels // self.groups)


def _weighted(source, weights):
    return source.choices(list(weights), list(weights.values()))[0]


def _log_uniform(source, low, high):
    return min(high, int(math.exp(source.uniform(math.log(low), math.log(high + 1)))))


def _channels(source):
    """Three of five are multiples of 16, one of 8, the rest any number; few and many are as likely."""
    channels = _log_uniform(source, 1, MOST_CHANNELS)
    unit = source.choices((16, 8, 1), (60, 20, 20))[0]
    return max(1, round(channels / unit)) * unit if channels >= unit else channels


def _kernel(source, stride, rank):
    """As long as the stride, twice as long, one more than either, or any length up to three strides."""
    if stride == 1:
        return source.randint(1, LONGEST_KERNEL[rank])
    kind = source.choices(("stride", "twice", "odd", "any"), (25, 40, 15, 20))[0]
    return {"stride": stride, "twice": 2 * stride, "odd": source.choice((stride + 1, 2 * stride + 1)),
            "any": source.randint(1, 3 * stride)}[kind]


def _per_axis(source, rank, draw):
    """Mostly the same along all axes; one of seven differs from axis to axis."""
    if source.random() < 1 / 7:
        return [draw() for _ in range(rank)]
    return [draw()] * rank


def _grouped(source, layer):
    """A number of groups; channels are brought to a multiple of it."""
    kind = _weighted(source, GROUPS)
    if kind == "depthwise":
        layer.out_channels = layer.groups = layer.in_channels
    elif kind == "several":
        layer.groups = source.choice((2, 4, 8))
        layer.in_channels = layer.groups * max(1, layer.in_channels // layer.groups)
        layer.out_channels = layer.groups * max(1, layer.out_channels // layer.groups)


def _crop(source, layer):
    """Keras's "same" for two of three, else "valid"."""
    same = source.random() < 2 / 3
    for i, k, s, d in zip(layer.in_spatial, layer.kernel, layer.stride, layer.dilation):
        reach = (k - 1) * d + 1
        layer.crop_left.append(max(0, reach - s) // 2 if same else 0)
        layer.out_spatial.append(i * s if same else (i - 1) * s + reach)


def _draw_any(source):
    rank = _weighted(source, RANKS)
    low, high = SIZES[rank]
    stride = _per_axis(source, rank, lambda: _weighted(source, STRIDES))
    size = _log_uniform(source, low, high)
    layer = Drawn(rank=rank, batch=_weighted(source, BATCHES), in_channels=_channels(source), out_channels=_channels(source),
                  groups=1, in_spatial=_per_axis(source, rank, lambda: max(low, min(high, round(size * source.uniform(0.5, 1.5))))),
                  kernel=[_kernel(source, s, rank) for s in stride], stride=stride,
                  dilation=_per_axis(source, rank, lambda: _weighted(source, DILATIONS)), crop_left=[], out_spatial=[])
    if len(set(stride)) == 1 and source.random() >= 1 / 7:
        layer.kernel = [layer.kernel[0]] * rank
    _grouped(source, layer)
    _crop(source, layer)
    return layer


def draw(seed, count, most_macs):
    """`count` layers of at most so many multiply-adds."""
    source = random.Random(seed)
    layers = []
    while len(layers) < count:
        layer = _draw_any(source)
        if FEWEST_MACS <= layer.macs() <= most_macs and layer.bytes() <= MOST_BYTES:
            layers.append(layer)
    return layers


def rows(layers, seed):
    """Lines of a layer list, by column."""
    def text(values):
        return ";".join(str(value) for value in values)

    for number, layer in enumerate(layers):
        yield {"id": f"drawn_{seed}_{number}", "regime": "drawn", "rank": layer.rank, "batch": layer.batch,
               "in_spatial": text(layer.in_spatial), "in_channels": layer.in_channels, "out_channels": layer.out_channels,
               "kernel": text(layer.kernel), "stride": text(layer.stride), "dilation": text(layer.dilation),
               "groups": layer.groups, "crop_left": text(layer.crop_left), "out_spatial": text(layer.out_spatial),
               "macs_useful": layer.macs()}


def write(file, layers, seed):
    writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows(layers, seed))


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--count", type=int, required=True)
    parser.add_argument("--most-macs", type=int, default=300_000_000, metavar="N", help="per layer [300000000]")
    args = parser.parse_args()
    write(sys.stdout, draw(args.seed, args.count, args.most_macs), args.seed)


if __name__ == "__main__":
    main()
