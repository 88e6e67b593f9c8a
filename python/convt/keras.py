"""convt inside Keras 3: layers, keras.ops and loaded models, with their gradients.

    convt.keras.enable()

Replaces the conv_transpose of Keras's backend, JAX or numpy. Models and files stay Keras's own. A call that convt does
not serve goes to the backend as before, and so does one with wrong arguments; stats() counts them by reason.
"""

import collections
import contextlib
import functools

import keras
from keras.src import backend as _backend

from . import _convt

_TYPES = ("float32", "float64")


def _serve_jax():
    import jax

    from . import jax as convt_jax

    def why_not(x):
        if jax.default_backend() != "cpu":
            return "the default device is no CPU"
        return "several devices" if jax.device_count() > 1 else None

    return convt_jax.conv_transpose, why_not


def _serve_numpy():
    return _convt.conv_transpose, lambda x: None


_SERVED = {"jax": _serve_jax, "numpy": _serve_numpy}


class _Replacement:
    """Stands in for a backend's conv_transpose."""

    def __init__(self, original):
        name = keras.config.backend()
        if name not in _SERVED:
            raise RuntimeError(f"Keras's backend is {name!r}; convt serves {' and '.join(map(repr, _SERVED))}")
        self.original = original
        self.serve, self.why_not = _SERVED[name]()
        self.counts = collections.Counter()

    def reason_to_leave(self, x, w, arguments):
        if x.dtype.name not in _TYPES or w.dtype != x.dtype:
            return f"type {x.dtype.name}" if x.dtype == w.dtype else "types that differ"
        try:
            _convt._outputs_shape(x.shape, w.shape, *arguments)
        except (TypeError, ValueError):
            return "arguments that convt refuses"
        return self.why_not(x)

    def __call__(self, inputs, kernel, strides=1, padding="valid", output_padding=None, data_format=None,
                 dilation_rate=1):
        data_format = _backend.standardize_data_format(data_format)
        x, w = _backend.convert_to_tensor(inputs), _backend.convert_to_tensor(kernel)
        arguments = (strides, padding, output_padding, data_format, dilation_rate)
        reason = self.reason_to_leave(x, w, arguments)
        self.counts[reason] += 1
        return (self.serve if reason is None else self.original)(x, w, *arguments)


_active = None


def enable():
    """Hands Keras's conv_transpose to convt until disable(). Functions that JAX has compiled before stay as they are.

    Raises:
        RuntimeError: Keras runs on another backend than JAX or numpy.
    """
    global _active
    if _active is None:
        replacement = _Replacement(_backend.nn.conv_transpose)
        _backend.nn.conv_transpose = functools.update_wrapper(replacement, replacement.original)
        _active = replacement


def disable():
    """Gives Keras its own conv_transpose back."""
    global _active
    if _active is not None:
        _backend.nn.conv_transpose = _active.original
        _active = None


@contextlib.contextmanager
def enabled():
    """convt inside Keras for a block of code; does nothing where it is enabled already."""
    was_active = _active is not None
    enable()
    try:
        yield
    finally:
        if not was_active:
            disable()


def stats():
    """Calls since enable(): {"convt": how many it served, "left": {reason: how many}}. A compiled function counts once,
    when JAX traces it.
    """
    counts = dict(_active.counts) if _active else {}
    return {"convt": counts.pop(None, 0), "left": counts}
