"""convt inside Keras 3: layers, keras.ops and loaded models, with their gradients.

    convt.keras.enable()

Replaces the conv_transpose of Keras's backend. Models and files stay Keras's own. A call that convt does not serve goes
to the backend as before, and so does one with wrong arguments; stats() counts them by reason.
"""

import contextlib
import functools

from keras.src import backend as _backend

from .replacement import Replacement

__all__ = ["disable", "enable", "enabled", "stats"]

_active = None


def enable():
    """Hands Keras's conv_transpose to convt until disable(). Functions that were compiled before stay as they are.

    Raises:
        RuntimeError: convt does not serve the backend that Keras runs on.
    """
    global _active
    if _active is None:
        replacement = Replacement(_backend.nn.conv_transpose)
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
    """Calls since enable(): {"convt": how many it served, "left": {reason: how many}}. A compiled function counts
    once, when its backend traces it; calls within torch.compile do not count.
    """
    counts = dict(_active.counts) if _active else {}
    return {"convt": counts.pop(None, 0), "left": counts}
