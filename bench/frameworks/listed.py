"""Layers of a list (bench/layers/README.md) that Keras has a layer for, as models of one layer."""
import csv

import keras
from keras import layers

KINDS = {1: layers.Conv1DTranspose, 2: layers.Conv2DTranspose, 3: layers.Conv3DTranspose}


def _numbers(row, column):
    return tuple(int(value) for value in row[column].split(";"))


def _is_kerass(row):
    strides, dilation = _numbers(row, "stride"), _numbers(row, "dilation")
    return (row["groups"] == "1" and row["batch"] == "1" and row["keras_exact"] == "yes"
            and (max(strides) == 1 or max(dilation) == 1))


def _builder(row):
    extra = None if row["keras_output_padding"] in ("", "None") else _numbers(row, "keras_output_padding")

    def build():
        layer = KINDS[int(row["rank"])](
            int(row["out_channels"]), _numbers(row, "kernel"), _numbers(row, "stride"), row["keras_padding"],
            output_padding=extra, dilation_rate=_numbers(row, "dilation"), use_bias=False)
        return keras.Sequential([keras.Input((*_numbers(row, "in_spatial"), int(row["in_channels"]))), layer])

    return build


def layers_of(path):
    """Functions that build a model, by the layer's id; rows that Keras has no layer for are left out."""
    with open(path, newline="", encoding="utf-8") as file:
        return {row["id"]: _builder(row) for row in csv.DictReader(file) if _is_kerass(row)}
