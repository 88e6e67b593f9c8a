"""Transposed convolution on CPUs: keras.ops.conv_transpose for arrays of numpy and for anything with DLPack.

    y = convt.conv_transpose(x, w, strides=2, padding="same")

Plan and PackedKernel are for kernels that are used many times. Nothing but numpy is needed, and it is imported when
the first array is made.
"""

import os as _os

from ._convt import (
    PackedKernel,
    Plan,
    __version__,
    _after_fork,
    available_cpus,
    cache_info,
    clear_cache,
    conv_transpose,
    detect_isa,
    explain,
    get_num_threads,
    input_gradient,
    kernel_gradient,
    set_num_threads,
)

if hasattr(_os, "register_at_fork"):
    _os.register_at_fork(after_in_child=_after_fork)

__all__ = [
    "PackedKernel",
    "Plan",
    "__version__",
    "available_cpus",
    "cache_info",
    "clear_cache",
    "conv_transpose",
    "detect_isa",
    "explain",
    "get_num_threads",
    "input_gradient",
    "kernel_gradient",
    "set_num_threads",
]
