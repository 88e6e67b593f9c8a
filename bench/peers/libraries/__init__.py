"""One module per library, each run in a process of its own (../worker.py).

A module has
    CONTESTANTS             names: one per layout or setting of the library
    start(threads)          called once, before anything else of the library
    version()
    prepare(name, layer, inputs, kernel, threads, weights) -> Prepared

Inputs are (batch, channels, spatial...), kernels [in, out/groups, spatial...]. `prepare` turns inputs into the
contestant's own layout. PREPARED weights are packed and constants of whatever is compiled, so that a run is the
library's work alone; ARGUMENT weights stay a tensor in the order of the library's own operator, which every run
takes as it takes its inputs.
"""
import dataclasses
from typing import Any, Callable

import numpy as np

# Libraries and frameworks allocate tensors so; NumPy's begin 16 bytes into a page, where every AVX-512 vector crosses
# a cache line.
ALIGNMENT = 64


PREPARED, ARGUMENT = "prepared", "argument"


@dataclasses.dataclass
class Prepared:
    run: Callable[[], Any]
    outputs: Callable[[], Any]  # of the last run, as (batch, channels, spatial...)
    facts: dict = dataclasses.field(default_factory=dict)  # what the library says of itself: kernel, bytes
    keep: Any = None  # whatever `run` holds only the address of
    release: Callable[[], None] = lambda: None


class CannotRun(Exception):
    """The library has no operator for this layer; the message says why."""


def aligned_empty(shape):
    """A float32 array as the libraries that allocate their own tensors have them."""
    count = int(np.prod(shape))
    memory = np.empty(count + ALIGNMENT // 4, np.float32)
    first = -memory.ctypes.data % ALIGNMENT // 4
    return memory[first : first + count].reshape(shape)


def aligned(values):
    """A dense copy of the values."""
    copy = aligned_empty(values.shape)
    copy[...] = values
    return copy


def need_prepared(weights):
    need(weights == PREPARED, "weights are constants of its models")


def need(condition, reason):
    if not condition:
        raise CannotRun(reason)
