"""Rows of layer lists (bench/layers/README.md) as the problems that the worker takes."""

import csv
import dataclasses
import pathlib

FOLDER = pathlib.Path(__file__).resolve().parents[1] / "layers"
PUBLISHED = FOLDER / "layers.csv"
OTHERS = FOLDER / "others.csv"
LAYOUTS = ("channels_last", "channels_first")

_NUMBERS = ("rank", "batch", "in_channels", "out_channels", "groups")
# A problem's keys, and the columns that they are called in a list.
_ARRAYS = {"in_spatial": "in_spatial", "kernel_size": "kernel", "strides": "stride", "dilation_rate": "dilation",
           "crop_left": "crop_left", "out_spatial": "out_spatial"}


@dataclasses.dataclass(frozen=True)
class Layer:
    id: str
    macs: int  # multiply-adds that reach an output
    desc: dict  # without data_format

    def problem(self, layout):
        """The descriptor as tools/tune/worker reads it."""
        return {"rank": self.desc["rank"], "data_format": layout, **self.desc}


def _layer(row):
    desc = {key: int(row[key]) for key in _NUMBERS}
    for key, column in _ARRAYS.items():
        desc[key] = [int(value) for value in row[column].split(";")]
    return Layer(row["id"], int(row["macs_useful"]), desc)


def read_layers(path):
    with open(path, newline="", encoding="utf-8") as file:
        return [_layer(row) for row in csv.DictReader(file)]
