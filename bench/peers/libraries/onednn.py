"""oneDNN's deconvolution primitive, through our own C++ (../onednn).

`any` lets the primitive choose the layout of its activations, as in the middle of a network; weights always are
in the primitive's own format, into which those that are an argument are reordered in every run.
"""
import ctypes
import os

import numpy as np

from libraries import ARGUMENT, Prepared, need

CONTESTANTS = {"onednn_any": 0, "onednn_last": 1, "onednn_first": 2}


class Problem(ctypes.Structure):
    _fields_ = [(name, ctypes.c_int64) for name in ("rank", "batch", "in_channels", "out_channels", "groups")] + [
        (name, ctypes.c_int64 * 3)
        for name in ("in_spatial", "kernel", "strides", "dilation_rate", "crop_left", "crop_right", "out_spatial")]


def _load():
    library = ctypes.CDLL(os.environ["CONVT_ONEDNN_PEER"])
    library.onednn_prepare.restype = ctypes.c_void_p
    library.onednn_version.restype = ctypes.c_char_p
    for name in ("run", "release"):
        getattr(library, f"onednn_{name}").argtypes = [ctypes.c_void_p]
    library.onednn_copy_outputs.argtypes = [ctypes.c_void_p] * 2
    return library


_library = _load()


def start(threads):
    need(os.environ.get("OMP_NUM_THREADS") == str(threads), "OpenMP reads its thread count when it is loaded")


def version():
    return _library.onednn_version().decode()


def _problem(layer):
    def value(name, kind):
        field = getattr(layer, name)
        return field if kind is ctypes.c_int64 else kind(*field)

    return Problem(**{name: value(name, kind) for name, kind in Problem._fields_})


def prepare(name, layer, inputs, kernel, threads, weights):
    del threads
    text = ctypes.create_string_buffer(300)
    made = _library.onednn_prepare(
        ctypes.byref(_problem(layer)), inputs.ctypes.data_as(ctypes.c_void_p), kernel.ctypes.data_as(ctypes.c_void_p),
        CONTESTANTS[name], int(weights == ARGUMENT), text, ctypes.c_size_t(len(text)))
    need(made, text.value.decode())
    handle, run_primitive = ctypes.c_void_p(made), _library.onednn_run

    def run():
        if run_primitive(handle) != 0:
            raise RuntimeError("oneDNN threw")

    def outputs():
        plain = np.empty(layer.outputs_shape(), np.float32)
        _library.onednn_copy_outputs(handle, plain.ctypes.data)
        return plain

    return Prepared(run, outputs, {"kernel": text.value.decode()}, (inputs, kernel), lambda: _library.onednn_release(handle))
