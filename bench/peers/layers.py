"""Rows of bench/layers/layers.csv, and what a contestant needs to know of one."""
import csv
import dataclasses
import math

import numpy as np


@dataclasses.dataclass(frozen=True)
class Layer:
    id: str
    tier: int
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

    def data(self):
        """Inputs (batch, channels, spatial...) and kernel [in, out/groups, spatial...], PyTorch's and ONNX's order."""
        random = np.random.default_rng(1)
        inputs = random.uniform(-0.5, 0.5, (self.batch, self.in_channels, *self.in_spatial))
        kernel = random.uniform(-0.5, 0.5, (self.in_channels, self.out_channels // self.groups, *self.kernel))
        return inputs.astype(np.float32), kernel.astype(np.float32)

    def terms(self):
        """Products summed for an output, at most."""
        taps = math.prod(-(-k // s) for k, s in zip(self.kernel, self.strides))
        return taps * self.in_channels // self.groups


def read_layers(path):
    def values(text):
        return tuple(int(value) for value in text.split(";"))

    with open(path, newline="", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            yield Layer(
                id=row["id"], tier=int(row["tier"]), rank=int(row["rank"]), batch=int(row["batch"]),
                in_channels=int(row["in_channels"]), out_channels=int(row["out_channels"]),
                groups=int(row["groups"]), in_spatial=values(row["in_spatial"]), kernel=values(row["kernel"]),
                strides=values(row["stride"]), dilation_rate=values(row["dilation"]),
                crop_left=values(row["crop_left"]), crop_right=values(row["crop_right"]),
                out_spatial=values(row["out_spatial"]), macs=int(row["macs_useful"]))
