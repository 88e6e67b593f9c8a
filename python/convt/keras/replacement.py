"""What stands in for a backend's conv_transpose."""

import collections

from keras.src import backend

from .._shapes import outputs_shape
from .backends import load


class Replacement:
    def __init__(self, original):
        self.original = original
        self.served = load(backend.backend())
        self.counts = collections.Counter()

    def reason_to_leave(self, x, w, arguments):
        """None for a call that convt serves."""
        inputs_type, kernel_type = (backend.standardize_dtype(array.dtype) for array in (x, w))
        if inputs_type != kernel_type:
            return "types that differ"
        if inputs_type not in self.served.TYPES:
            return f"type {inputs_type}"
        # Whether the backend's arrays have sizes is its own matter, and comes before a look at them.
        reason = self.served.reason_to_leave(x, w)
        if reason is not None or self.served.is_traced():
            return reason
        try:
            outputs_shape(tuple(x.shape), tuple(w.shape), *arguments)
        except (TypeError, ValueError):
            return "arguments that convt refuses"
        return None

    def __call__(self, inputs, kernel, strides=1, padding="valid", output_padding=None, data_format=None,
                 dilation_rate=1):
        data_format = backend.standardize_data_format(data_format)
        x, w = backend.convert_to_tensor(inputs), backend.convert_to_tensor(kernel)
        arguments = (strides, padding, output_padding, data_format, dilation_rate)
        reason = self.reason_to_leave(x, w, arguments)
        if not self.served.is_traced():
            self.counts[reason] += 1
        return (self.served.conv_transpose if reason is None else self.original)(x, w, *arguments)
