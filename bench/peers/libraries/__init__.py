"""One module per library, each run in a process of its own (../worker.py).

A module has
    CONTESTANTS             names: one per layout or setting of the library
    start(threads)          called once, before anything else of the library
    version()
    prepare(name, layer, inputs, kernel, threads) -> Prepared

Inputs are (batch, channels, spatial...), kernels [in, out/groups, spatial...]. `prepare` turns both into the
contestant's own layout, weights packed, so that a run is the library's work alone.
"""
import dataclasses
from typing import Any, Callable


@dataclasses.dataclass
class Prepared:
    run: Callable[[], Any]
    outputs: Callable[[], Any]  # of the last run, as (batch, channels, spatial...)
    facts: dict = dataclasses.field(default_factory=dict)  # what the library says of itself: kernel, bytes
    keep: Any = None  # whatever `run` holds only the address of
    release: Callable[[], None] = lambda: None


class CannotRun(Exception):
    """The library has no operator for this layer; the message says why."""


def need(condition, reason):
    if not condition:
        raise CannotRun(reason)
