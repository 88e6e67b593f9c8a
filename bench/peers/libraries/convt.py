"""convt through its C interface (runtime/include/convt/convt.h), loaded from the build."""
import ctypes
import os
import pathlib

import numpy as np

from libraries import Prepared, aligned, aligned_empty

PYTORCH_ORDER = 1
AUTOMATIC, DIRECT = 0, 1

CONTESTANTS = {
    "convt_last": (0, AUTOMATIC),
    "convt_first": (1, AUTOMATIC),
    "convt_direct": (0, DIRECT),
}
TUNED = os.environ.get("CONVT_TUNED")  # a tuned file (docs/tuning.md)
if TUNED:
    CONTESTANTS = {"convt_tuned": (0, AUTOMATIC)}


class Strides(ctypes.Structure):
    _fields_ = [("batch", ctypes.c_int64), ("spatial", ctypes.c_int64 * 3), ("channels", ctypes.c_int64)]


class Desc(ctypes.Structure):
    _fields_ = [
        ("struct_size", ctypes.c_size_t), ("rank", ctypes.c_int32), ("dtype", ctypes.c_int32),
        ("data_format", ctypes.c_int32), ("activation", ctypes.c_int32), ("batch", ctypes.c_int64),
        ("in_channels", ctypes.c_int64), ("out_channels", ctypes.c_int64), ("groups", ctypes.c_int64),
        ("in_spatial", ctypes.c_int64 * 3), ("kernel_size", ctypes.c_int64 * 3), ("strides", ctypes.c_int64 * 3),
        ("dilation_rate", ctypes.c_int64 * 3), ("crop_left", ctypes.c_int64 * 3),
        ("out_spatial", ctypes.c_int64 * 3), ("activation_alpha", ctypes.c_float),
        ("activation_min", ctypes.c_float), ("activation_max", ctypes.c_float), ("input_strides", Strides),
        ("output_strides", Strides)]


class PlanOptions(ctypes.Structure):
    _fields_ = [("struct_size", ctypes.c_size_t), ("max_isa", ctypes.c_int32), ("kernel_name", ctypes.c_char_p),
                ("algorithm", ctypes.c_int32), ("max_packed_bytes", ctypes.c_size_t), ("tuned", ctypes.c_void_p),
                ("threads", ctypes.c_int32)]


class ContextOptions(ctypes.Structure):
    _fields_ = [("struct_size", ctypes.c_size_t), ("threads", ctypes.c_int32), ("parallel_for", ctypes.c_void_p),
                ("pool", ctypes.c_void_p)]


class Error(ctypes.Structure):
    _fields_ = [("code", ctypes.c_int), ("message", ctypes.c_char * 508)]


def _load():
    library = ctypes.CDLL(os.environ["CONVT_LIBRARY"])
    library.convt_plan_run.argtypes = [ctypes.c_void_p] * 7
    for name in ("convt_version", "convt_plan_kernel_name", "convt_tuned_table_warning"):
        getattr(library, name).restype = ctypes.c_char_p
    library.convt_packed_kernel_bytes.restype = library.convt_plan_workspace_bytes.restype = ctypes.c_size_t
    return library


_library = _load()


def start(threads):
    del threads  # each context has its own


def version():
    return _library.convt_version().decode()


def _call(name, *arguments):
    error = Error()
    if getattr(_library, name)(*arguments, ctypes.byref(error)) != 0:
        raise RuntimeError(error.message.decode())


def _initialised(structure, name):
    value = structure()
    getattr(_library, name)(ctypes.byref(value), ctypes.c_size_t(ctypes.sizeof(value)))
    return value


def _desc(layer, data_format):
    desc = _initialised(Desc, "convt_desc_init")
    desc.rank, desc.data_format, desc.groups = layer.rank, data_format, layer.groups
    desc.batch, desc.in_channels, desc.out_channels = layer.batch, layer.in_channels, layer.out_channels
    for d in range(layer.rank):
        desc.in_spatial[d], desc.out_spatial[d] = layer.in_spatial[d], layer.out_spatial[d]
        desc.kernel_size[d], desc.strides[d] = layer.kernel[d], layer.strides[d]
        desc.dilation_rate[d], desc.crop_left[d] = layer.dilation_rate[d], layer.crop_left[d]
    return desc


def _tuned_table():
    text = pathlib.Path(TUNED).read_bytes()
    table = ctypes.c_void_p()
    _call("convt_tuned_table_parse", text, ctypes.c_size_t(len(text)), ctypes.byref(table))
    warning = _library.convt_tuned_table_warning(table).decode()
    if warning:
        raise RuntimeError(f"{TUNED}: {warning}")
    return table


def prepare(name, layer, inputs, kernel, threads):
    data_format, algorithm = CONTESTANTS[name]
    plan, packed, context = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.c_void_p()
    plan_options = _initialised(PlanOptions, "convt_plan_options_init")
    plan_options.algorithm = algorithm
    plan_options.threads = threads
    plan_options.tuned = _tuned_table() if TUNED else None
    _call("convt_plan_create", ctypes.byref(_desc(layer, data_format)), ctypes.byref(plan_options), ctypes.byref(plan))
    _call("convt_plan_pack", plan, kernel.ctypes.data_as(ctypes.c_void_p), PYTORCH_ORDER, ctypes.byref(packed))
    options = _initialised(ContextOptions, "convt_context_options_init")
    options.threads = threads
    _call("convt_context_create", ctypes.byref(options), ctypes.byref(context))
    last = data_format == 0
    ours = aligned(np.moveaxis(inputs, 1, -1)) if last else inputs
    shape = layer.outputs_shape()
    outputs = aligned_empty((shape[0], *shape[2:], shape[1]) if last else shape)
    error = Error()
    arguments = (plan, ours.ctypes.data, packed, None, outputs.ctypes.data, context, ctypes.addressof(error))
    run_plan = _library.convt_plan_run

    def run():
        if run_plan(*arguments) != 0:
            raise RuntimeError(error.message.decode())

    def release():
        _library.convt_context_destroy(context)
        _library.convt_packed_kernel_destroy(packed)
        _library.convt_plan_destroy(plan)

    facts = {
        "kernel": _library.convt_plan_kernel_name(plan).decode(),
        "packed_bytes": _library.convt_packed_kernel_bytes(packed),
        "workspace_bytes": _library.convt_plan_workspace_bytes(plan),
    }
    return Prepared(run, lambda: np.moveaxis(outputs, -1, 1) if last else outputs, facts, (ours, error), release)
