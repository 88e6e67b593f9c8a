"""convt through its C interface (runtime/include/convt/convt.h), loaded from the build. Weights that are an argument are
packed from Keras's order in every run, into memory kept with the plan, as the one-call functions do it."""
import ctypes
import os
import pathlib

import numpy as np

from libraries import ARGUMENT, Prepared, aligned, aligned_empty

KERAS_ORDER, PYTORCH_ORDER = 0, 1
AUTOMATIC, DIRECT = 0, 1
READ_AHEAD = 1024  # elements mapped after packed weights, which kernels prefetch

ESTIMATE, MEASURE = 0, 1
CONTESTANTS = {  # layout, algorithm, effort
    "convt_last": (0, AUTOMATIC, ESTIMATE),
    "convt_first": (1, AUTOMATIC, ESTIMATE),
    "convt_direct": (0, DIRECT, ESTIMATE),
    "convt_measured": (0, AUTOMATIC, MEASURE),
}
TUNED = os.environ.get("CONVT_TUNED")  # a tuned file (docs/tuning.md)
if TUNED:
    CONTESTANTS = {"convt_tuned": (0, AUTOMATIC, ESTIMATE)}


class Strides(ctypes.Structure):
    _fields_ = [("batch", ctypes.c_int64), ("spatial", ctypes.c_int64 * 3), ("channels", ctypes.c_int64)]


class Desc(ctypes.Structure):
    _fields_ = [
        ("struct_size", ctypes.c_size_t), ("rank", ctypes.c_int32), ("dtype", ctypes.c_int32),
        ("data_format", ctypes.c_int32), ("activation", ctypes.c_int32), ("batch", ctypes.c_int64),
        ("in_channels", ctypes.c_int64), ("out_channels", ctypes.c_int64), ("groups", ctypes.c_int64),
        ("in_spatial", ctypes.c_int64 * 3), ("kernel_size", ctypes.c_int64 * 3), ("strides", ctypes.c_int64 * 3),
        ("dilation_rate", ctypes.c_int64 * 3), ("crop_left", ctypes.c_int64 * 3),
        ("out_spatial", ctypes.c_int64 * 3), ("activation_alpha", ctypes.c_double),
        ("activation_min", ctypes.c_double), ("activation_max", ctypes.c_double), ("input_strides", Strides),
        ("output_strides", Strides)]


class PlanOptions(ctypes.Structure):
    _fields_ = [("struct_size", ctypes.c_size_t), ("max_isa", ctypes.c_int32), ("kernel_name", ctypes.c_char_p),
                ("algorithm", ctypes.c_int32), ("max_packed_bytes", ctypes.c_size_t), ("tuned", ctypes.c_void_p),
                ("threads", ctypes.c_int32), ("any_size", ctypes.c_int32), ("weights", ctypes.c_int32),
                ("effort", ctypes.c_int32), ("measured", ctypes.c_void_p)]


class ContextOptions(ctypes.Structure):
    _fields_ = [("struct_size", ctypes.c_size_t), ("threads", ctypes.c_int32), ("parallel_for", ctypes.c_void_p),
                ("pool", ctypes.c_void_p)]


class Error(ctypes.Structure):
    _fields_ = [("code", ctypes.c_int), ("message", ctypes.c_char * 508)]


def _load():
    library = ctypes.CDLL(os.environ["CONVT_LIBRARY"])
    library.convt_plan_run.argtypes = [ctypes.c_void_p] * 7
    library.convt_plan_run_unpacked.argtypes = [
        *[ctypes.c_void_p] * 3, ctypes.c_int, *[ctypes.c_void_p] * 3, ctypes.c_size_t, *[ctypes.c_void_p] * 2]
    library.convt_plan_unpacked_bytes.argtypes = [ctypes.c_void_p, ctypes.c_int]
    for name in ("convt_version", "convt_plan_kernel_name", "convt_tuned_table_warning"):
        getattr(library, name).restype = ctypes.c_char_p
    library.convt_plan_packed_bytes.restype = library.convt_plan_workspace_bytes.restype = ctypes.c_size_t
    library.convt_plan_unpacked_bytes.restype = ctypes.c_size_t
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


def _plan(name, layer, threads, weights):
    data_format, algorithm, effort = CONTESTANTS[name]
    plan, options = ctypes.c_void_p(), _initialised(PlanOptions, "convt_plan_options_init")
    options.algorithm, options.threads, options.weights = algorithm, threads, int(weights == ARGUMENT)
    options.effort = effort
    options.tuned = _tuned_table() if TUNED else None
    _call("convt_plan_create", ctypes.byref(_desc(layer, data_format)), ctypes.byref(options), ctypes.byref(plan))
    return plan


def _context(threads):
    context, options = ctypes.c_void_p(), _initialised(ContextOptions, "convt_context_options_init")
    options.threads = threads
    _call("convt_context_create", ctypes.byref(options), ctypes.byref(context))
    return context


def _keras_order(layer, kernel):
    """[in, out/groups, spatial...] as [spatial..., out, in/groups]."""
    groups = layer.groups
    split = kernel.reshape(groups, layer.in_channels // groups, -1, *layer.kernel)
    return aligned(np.moveaxis(split, (0, 2, 1), (-3, -2, -1)).reshape(*layer.kernel, layer.out_channels, -1))


def _check(status, error):
    if status != 0:
        raise RuntimeError(error.message.decode())


def _run_prepared(plan, context, kernel):
    """A function of the addresses of inputs and outputs, and what gives the packed weights back."""
    packed, error = ctypes.c_void_p(), Error()
    _call("convt_plan_pack", plan, kernel.ctypes.data_as(ctypes.c_void_p), PYTORCH_ORDER, ctypes.byref(packed))
    run_plan, failure = _library.convt_plan_run, ctypes.addressof(error)

    def run(inputs, outputs):
        _check(run_plan(plan, inputs, packed, None, outputs, context, failure), error)

    return run, lambda: _library.convt_packed_kernel_destroy(packed)


def _run_with_argument(plan, context, kernel):
    """The same, but for weights in Keras's order that every run packs."""
    size = _library.convt_plan_unpacked_bytes(plan, KERAS_ORDER)
    memory, error = aligned_empty((size // 4 + READ_AHEAD,)), Error()
    run_plan, weights, where, failure = (
        _library.convt_plan_run_unpacked, kernel.ctypes.data, memory.ctypes.data, ctypes.addressof(error))

    def run(inputs, outputs):
        _check(run_plan(plan, inputs, weights, KERAS_ORDER, None, outputs, where, size, context, failure), error)

    return run, lambda: (kernel, memory)  # which it keeps alive


def prepare(name, layer, inputs, kernel, threads, weights):
    last = CONTESTANTS[name][0] == 0
    plan, context = _plan(name, layer, threads, weights), _context(threads)
    if weights == ARGUMENT:
        run_on, release_weights = _run_with_argument(plan, context, _keras_order(layer, kernel))
    else:
        run_on, release_weights = _run_prepared(plan, context, kernel)
    ours = aligned(np.moveaxis(inputs, 1, -1)) if last else inputs
    shape = layer.outputs_shape()
    outputs = aligned_empty((shape[0], *shape[2:], shape[1]) if last else shape)
    addresses = (ours.ctypes.data, outputs.ctypes.data)

    def release():
        _library.convt_context_destroy(context)
        release_weights()
        _library.convt_plan_destroy(plan)

    facts = {
        "kernel": _library.convt_plan_kernel_name(plan).decode(),
        "packed_bytes": _library.convt_plan_packed_bytes(plan),
        "workspace_bytes": _library.convt_plan_workspace_bytes(plan),
    }
    return Prepared(lambda: run_on(*addresses), lambda: np.moveaxis(outputs, -1, 1) if last else outputs, facts, ours,
                    release)
