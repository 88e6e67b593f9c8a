"""convt through its C interface (runtime/include/convt/convt.h), loaded from the shared build."""
import ctypes
import pathlib

import numpy as np

LIBRARY = pathlib.Path(__file__).parents[2] / "build" / "shared" / "runtime" / "libconvt.so"
PYTORCH_ORDER = 1


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


class Error(ctypes.Structure):
    _fields_ = [("code", ctypes.c_int), ("message", ctypes.c_char * 508)]


class ContextOptions(ctypes.Structure):
    _fields_ = [("struct_size", ctypes.c_size_t), ("threads", ctypes.c_int32), ("parallel_for", ctypes.c_void_p),
                ("pool", ctypes.c_void_p)]


_library = ctypes.CDLL(str(LIBRARY))
_library.convt_plan_run.argtypes = [ctypes.c_void_p] * 7


def _call(name, *arguments):
    error = Error()
    if getattr(_library, name)(*arguments, ctypes.byref(error)) != 0:
        raise RuntimeError(error.message.decode())


def _desc(layer, data_format):
    desc = Desc()
    _library.convt_desc_init(ctypes.byref(desc), ctypes.c_size_t(ctypes.sizeof(desc)))
    desc.rank = layer.rank
    desc.data_format = 0 if data_format == "channels_last" else 1
    desc.batch, desc.in_channels, desc.out_channels = layer.batch, layer.in_channels, layer.out_channels
    desc.groups = layer.groups
    for d in range(layer.rank):
        desc.in_spatial[d], desc.out_spatial[d] = layer.in_spatial[d], layer.out_spatial[d]
        desc.kernel_size[d], desc.strides[d] = layer.kernel[d], layer.strides[d]
        desc.dilation_rate[d], desc.crop_left[d] = layer.dilation_rate[d], layer.crop_left[d]
    return desc


def prepare(layer, inputs, kernel, threads, data_format):
    plan, packed, context = ctypes.c_void_p(), ctypes.c_void_p(), ctypes.c_void_p()
    desc = _desc(layer, data_format)
    _call("convt_plan_create", ctypes.byref(desc), None, ctypes.byref(plan))
    _call("convt_plan_pack", plan, kernel.ctypes.data_as(ctypes.c_void_p), PYTORCH_ORDER, ctypes.byref(packed))
    options = ContextOptions()
    _library.convt_context_options_init(ctypes.byref(options), ctypes.c_size_t(ctypes.sizeof(options)))
    options.threads = threads
    _call("convt_context_create", ctypes.byref(options), ctypes.byref(context))
    last = data_format == "channels_last"
    ours = np.ascontiguousarray(np.moveaxis(inputs, 1, -1)) if last else inputs
    shape = (layer.batch, *layer.out_spatial, layer.out_channels) if last else (
        layer.batch, layer.out_channels, *layer.out_spatial)
    outputs = np.empty(shape, np.float32)
    error = Error()
    arguments = (plan, ours.ctypes.data, packed, None, outputs.ctypes.data, context, ctypes.addressof(error))

    def run(keep=(ours, outputs)):  # arguments are addresses only
        if _library.convt_plan_run(*arguments) != 0:
            raise RuntimeError(error.message.decode())

    def release():
        _library.convt_context_destroy(context)
        _library.convt_packed_kernel_destroy(packed)
        _library.convt_plan_destroy(plan)

    run.release = release
    return run, lambda: np.moveaxis(outputs, -1, 1) if last else outputs
