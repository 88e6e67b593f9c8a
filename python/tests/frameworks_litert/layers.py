"""Models of one TRANSPOSE_CONV, of floats and of integers."""

import numpy as np

from tflite_models import SAME, Model, output_sizes


def float_layer(sizes, channels, kernel, strides=(2, 2), padding=SAME, bias=True, activation=0, batch=1):
    """The model and inputs for it; channels are (in, out)."""
    rng = np.random.default_rng(1)
    model = Model()
    x = model.tensor("x", "float32", (batch, *sizes, channels[0]))
    out = (batch, *output_sizes(sizes, kernel, strides, padding), channels[1])
    w = model.constant("w", rng.standard_normal((channels[1], *kernel, channels[0])).astype(np.float32))
    b = model.constant("b", rng.standard_normal(channels[1]).astype(np.float32)) if bias else None
    y = model.tensor("y", "float32", out)
    model.transpose_conv(model.constant("shape", np.int32(out)), w, x, y, b, strides, padding, activation)
    return model.finish([x], [y]), [rng.standard_normal((batch, *sizes, channels[0])).astype(np.float32)]


def int8_layer(sizes, channels, kernel, strides=(2, 2), padding=SAME, bias=True, per_channel=True, activation=0,
               zeros=(-3, 5), weight_zero=0):
    """The same of int8. Outputs spread over their whole range."""
    rng = np.random.default_rng(2)
    model = Model()
    x = model.tensor("x", "int8", (1, *sizes, channels[0]), scales=0.02, zeros=zeros[0])
    out = (1, *output_sizes(sizes, kernel, strides, padding), channels[1])
    scales = rng.uniform(0.005, 0.02, channels[1] if per_channel else 1)
    weights = rng.integers(-127, 128, (channels[1], *kernel, channels[0]), np.int8)
    w = model.constant("w", weights, scales=scales, zeros=weight_zero)
    b = model.constant("b", rng.integers(-4000, 4000, channels[1], np.int32), scales=scales * 0.02) if bias else None
    y = model.tensor("y", "int8", out, scales=0.1, zeros=zeros[1])
    model.transpose_conv(model.constant("shape", np.int32(out)), w, x, y, b, strides, padding, activation)
    return model.finish([x], [y]), [rng.integers(-128, 128, (1, *sizes, channels[0]), np.int8)]
