"""Halide's autoschedulers on the layers that bench/autoschedulers/compile.py compiled; channels_last."""
import ctypes
import json
import os
import pathlib

import numpy as np

from libraries import Prepared, need, need_prepared

CONTESTANTS = ("halide_mullapudi2016", "halide_adams2019")
FOLDER = pathlib.Path(os.environ["CONVT_AUTOSCHEDULED"])
FLOAT_CODE, FLOAT_BITS = 2, 32


class Dimension(ctypes.Structure):
    _fields_ = [("min", ctypes.c_int32), ("extent", ctypes.c_int32), ("stride", ctypes.c_int32),
                ("flags", ctypes.c_uint32)]


class Buffer(ctypes.Structure):
    """halide_buffer_t."""

    _fields_ = [("device", ctypes.c_uint64), ("device_interface", ctypes.c_void_p), ("host", ctypes.c_void_p),
                ("flags", ctypes.c_uint64), ("code", ctypes.c_uint8), ("bits", ctypes.c_uint8),
                ("lanes", ctypes.c_uint16), ("dimensions", ctypes.c_int32), ("dim", ctypes.POINTER(Dimension)),
                ("padding", ctypes.c_void_p)]


def start(threads):
    del threads  # each object has its own pool


def version():
    return "21.0.0"


def _buffer(array):
    """A view of a NumPy array, innermost dimension first."""
    shape = [(0, extent, stride // array.itemsize, 0) for extent, stride in zip(array.shape, array.strides)]
    dims = (Dimension * array.ndim)(*reversed(shape))
    return Buffer(0, None, array.ctypes.data, 0, FLOAT_CODE, FLOAT_BITS, 1, array.ndim, dims, None)


def _three(values, missing):
    return (missing,) * (3 - len(values)) + tuple(values)


def _kernel(layer, kernel):
    """[z, y, x, in, out], padded with zeros to whole strides."""
    sizes, strides = _three(layer.kernel, 1), _three(layer.strides, 1)
    ordered = np.moveaxis(kernel.reshape(layer.in_channels, layer.out_channels, *sizes), (0, 1), (3, 4))
    padding = [(0, -size % stride) for size, stride in zip(sizes, strides)]
    return np.ascontiguousarray(np.pad(ordered, [*padding, (0, 0), (0, 0)]))


def _outputs(layer):
    """The padded tensor that the object writes, phases as dimensions of their own, and the outputs within."""
    strides, crops, sizes = _three(layer.strides, 1), _three(layer.crop_left, 0), _three(layer.out_spatial, 1)
    firsts = [crop // stride for crop, stride in zip(crops, strides)]
    positions = [(size - 1 + crop) // stride - first + 1
                 for size, crop, stride, first in zip(sizes, crops, strides, firsts)]
    whole = np.empty((layer.batch, *(p * s for p, s in zip(positions, strides)), layer.out_channels), np.float32)
    split = [extent for p, s in zip(positions, strides) for extent in (p, s)]
    view = whole.reshape(layer.batch, *split, layer.out_channels)
    begins = [crop - first * stride for crop, first, stride in zip(crops, firsts, strides)]
    inside = whole[:, *(slice(b, b + size) for b, size in zip(begins, sizes)), :]
    return view, inside


def prepare(name, layer, inputs, kernel, threads, weights):
    need_prepared(weights)
    key = f"{layer.id}_{name.removeprefix('halide_')}"
    compiled = json.loads((FOLDER / "compiled.json").read_text()).get(key, {"error": "was not compiled"})
    need("error" not in compiled, compiled.get("error", ""))
    library = ctypes.CDLL(str(FOLDER / f"{key}.so"), mode=ctypes.RTLD_LOCAL)
    library.halide_set_num_threads(threads)
    last = np.ascontiguousarray(np.moveaxis(inputs, 1, -1))
    last = last.reshape(layer.batch, *_three(layer.in_spatial, 1), layer.in_channels)
    weights = _kernel(layer, kernel)
    view, inside = _outputs(layer)
    buffers = [_buffer(array) for array in (last, weights, view)]
    arguments = [ctypes.byref(buffer) for buffer in buffers]

    def run():
        code = library.run_layer(*arguments)
        if code != 0:
            raise RuntimeError(f"Halide's code {code}")

    def outputs():
        return np.moveaxis(inside.reshape(layer.batch, *layer.out_spatial, layer.out_channels), -1, 1)

    return Prepared(run, outputs, {"compile_seconds": compiled["seconds"]}, (last, weights, view, buffers))
