"""Rows of a layer list (bench/layers), and what a contestant needs to know of one."""
import csv
import dataclasses
import math


@dataclasses.dataclass(frozen=True)
class Layer:
    id: str
    rank: int
    batch: int
    in_channels: int
    out_channels: int
    groups: int
    in_spatial: tuple
    kernel: tuple
    strides: tuple
    dilation_rate: tuple
    crop_left: tuple
    crop_right: tuple
    out_spatial: tuple
    macs: int

    @classmethod
    def from_fields(cls, fields):
        """From JSON, which has lists for tuples."""
        return cls(**{key: tuple(v) if isinstance(v, list) else v for key, v in fields.items()})

    def arrays(self):
        """Inputs (batch, channels, spatial...) and kernel [in, out/groups, spatial...], PyTorch's and ONNX's order."""
        import numpy as np  # here, as the report reads lists where there is no numpy

        random = np.random.default_rng(1)
        inputs = random.random((self.batch, self.in_channels, *self.in_spatial), np.float32) - np.float32(0.5)
        kernel = random.random(self.kernel_shape(), np.float32) - np.float32(0.5)
        return inputs, kernel

    def kernel_shape(self):
        return (self.in_channels, self.out_channels // self.groups, *self.kernel)

    def outputs_shape(self):
        return (self.batch, self.out_channels, *self.out_spatial)

    def terms(self):
        """Products summed for an output, at most."""
        taps = math.prod(-(-k * math.gcd(s, d) // s) for k, s, d in zip(self.kernel, self.strides, self.dilation_rate))
        return taps * self.in_channels // self.groups

    def count_macs(self):
        """Multiply-adds that reach an output."""
        pairs = 1
        for d in range(self.rank):
            pairs *= sum(
                0 <= i * self.strides[d] + k * self.dilation_rate[d] - self.crop_left[d] < self.out_spatial[d]
                for i in range(self.in_spatial[d]) for k in range(self.kernel[d]))
        return self.batch * pairs * self.in_channels * self.out_channels // self.groups

    def full_spatial(self):
        """Output sizes before cropping."""
        return tuple((i - 1) * s + (k - 1) * d + 1 for i, s, k, d in zip(
            self.in_spatial, self.strides, self.kernel, self.dilation_rate))


def smallest_layer():
    """One multiply-add: its time is the cost of a call."""
    one, none = (1, 1), (0, 0)
    return Layer("call", 2, 1, 1, 1, 1, one, one, one, one, none, none, one, 1)


def read_layers(path):
    def values(text):
        return tuple(int(value) for value in text.split(";"))

    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            shape = dict(in_spatial=values(row["in_spatial"]), kernel=values(row["kernel"]),
                         strides=values(row["stride"]), dilation_rate=values(row["dilation"]),
                         crop_left=values(row["crop_left"]), out_spatial=values(row["out_spatial"]))
            crop_right = tuple(
                (i - 1) * s + (k - 1) * d + 1 - left - out for i, s, k, d, left, out in zip(
                    shape["in_spatial"], shape["strides"], shape["kernel"], shape["dilation_rate"],
                    shape["crop_left"], shape["out_spatial"]))
            yield Layer(id=row["id"], rank=int(row["rank"]), batch=int(row["batch"]),
                        in_channels=int(row["in_channels"]), out_channels=int(row["out_channels"]),
                        groups=int(row["groups"]), crop_right=crop_right, macs=int(row["macs_useful"]), **shape)
