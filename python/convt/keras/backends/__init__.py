"""Keras's backends that convt serves: a module each, which imports its framework and has

    TYPES                     names of the element types that it takes
    reason_to_leave(x, w)     a few words on why these arrays stay with the backend, or None
    is_traced()               whether the framework's compiler reads the call, which then is not counted
    conv_transpose(x, w, strides, padding, output_padding, data_format, dilation_rate)

for arrays of the backend.
"""

import importlib

NAMES = ("jax", "numpy", "tensorflow", "torch")


def load(name):
    """The module that serves the backend `name`.

    Raises:
        RuntimeError: none does.
    """
    if name not in NAMES:
        raise RuntimeError(f"Keras's backend is {name!r}; convt serves {', '.join(map(repr, NAMES))}")
    return importlib.import_module(f".{name}", __name__)
