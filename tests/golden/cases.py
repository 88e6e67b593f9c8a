"""The argument combinations that generate.py asks Keras about."""

import itertools
import random

CHANNELS = (1, 3, 4, 5, 7, 8, 9, 16, 17)  # around the widths of vector registers
FORMATS = ("channels_last", "channels_first")


def case(group, in_spatial, kernel_size, channels, strides=1, padding="valid", output_padding=None,
         data_format="channels_last", dilation_rate=1, batch=1, shape_only=False):
    """One call of keras.ops.conv_transpose; channels is (in_channels, out_channels)."""
    in_channels, out_channels = channels
    spatial = list(in_spatial)
    if data_format == "channels_last":
        inputs = [batch, *spatial, in_channels]
    else:
        inputs = [batch, in_channels, *spatial]
    return {"group": group, "inputs": inputs, "kernel": [*kernel_size, out_channels, in_channels],
            "strides": strides, "padding": padding, "output_padding": output_padding,
            "data_format": data_format, "dilation_rate": dilation_rate, "shape_only": shape_only}


def output_paddings(stride):
    """None and every legal value, thinned out for long strides."""
    return [None, *(range(stride) if stride <= 4 else (0, 1, stride // 2, stride - 1))]


def sweep_1d():
    """Every (k, s, d, padding, output_padding, I) in range, the layouts in turn."""
    channels = itertools.cycle([(1, 1), (2, 1), (1, 2), (3, 2)])
    formats = itertools.cycle(FORMATS)
    for k, s, d in itertools.product((1, 2, 3, 4, 5, 7, 16), (1, 2, 3, 4, 16), (1, 2, 3)):
        sizes = (1, 2, 3, 4, 5) if s <= 4 and k <= 5 else (1, 4)
        for padding, op, size in itertools.product(("valid", "same"), output_paddings(s), sizes):
            yield case("sweep_1d", (size,), (k,), next(channels), s, padding, op, next(formats), d)


def sweep_nd(rank, count, kernel_sizes, max_in):
    """Combinations drawn per dimension, the channels crossing vector tails."""
    rng = random.Random(rank)  # fixed, so that the file comes out the same each time
    for index in range(count):
        strides = [rng.choice((1, 2, 3, 4)) for _ in range(rank)]
        op = [rng.randrange(s) for s in strides] if rng.random() < 0.6 else None
        yield case(f"sweep_{rank}d", [rng.randint(1, max_in) for _ in range(rank)],
                   [rng.choice(kernel_sizes) for _ in range(rank)],
                   (CHANNELS[index % 9], rng.choice(CHANNELS)), strides, rng.choice(("valid", "same")), op,
                   rng.choice(FORMATS), [rng.choice((1, 1, 2, 3)) for _ in range(rank)],
                   batch=rng.choice((1, 1, 2)))


def traps():
    """What users and other libraries get wrong, in both layouts and for one and two dimensions."""
    rules = [  # k, s, d, padding, output_padding
        (3, 2, 1, "same", None),  # odd excess: the larger half is cropped on the right
        (4, 2, 1, "same", None),
        (2, 1, 1, "same", None),  # even kernel, stride 1: torch would clamp the size
        (3, 2, 1, "same", 0),  # 0 is not None
        (3, 2, 1, "same", 1),  # raising it moves the left crop
        (2, 3, 1, "same", 2),
        (2, 3, 1, "same", 0),  # even kernel and 0: TensorFlow refuses
        (2, 1, 1, "same", 0),
        (3, 3, 1, "valid", 2),  # trailing zeros
        (2, 3, 1, "valid", None),  # stride > kernel: zeros between and after
        (1, 3, 1, "same", 2),
        (1, 4, 1, "valid", None),
        (3, 1, 2, "same", None),  # dilation, where Keras's numpy reference is wrong
        (3, 2, 2, "same", None),  # gcd(stride, dilation) > 1: empty phases
        (2, 4, 2, "valid", 3),
        (3, 3, 3, "same", 1),
        (3, 2, 3, "valid", 1),  # strides and dilation both above 1, coprime
        (7, 16, 1, "same", 2),
    ]
    for (k, s, d, padding, op), fmt in itertools.product(rules, FORMATS):
        yield case("traps", (3,), (k,), (2, 3), s, padding, op, fmt, d)
        yield case("traps", (3, 2), (k, k), (2, 3), s, padding, op, fmt, d)
    for fmt in FORMATS:
        yield case("traps", (2, 2, 3), (3, 2, 3), (3, 2), (2, 1, 3), "same", None, fmt, (2, 1, 1))
        yield case("traps", (1,), (2,), (2, 3), 2, "same", 0, fmt)  # no outputs at all
        yield case("traps", (3, 1), (3, 4), (2, 3), (2, 2), "same", (1, 0), fmt)  # none along one axis
        yield case("traps", (3, 2, 2), (3, 2, 2), (2, 3), 2, "same", 0, fmt, batch=0)
        yield case("traps", (5, 5), (3, 3), (4, 2), (2, 1), "same", None, fmt, (1, 2))  # unlike per axis
        yield case("traps", (4,), (64,), (3, 2), 32, "same", None, fmt)  # a vocoder's long kernel


def keras_op_tests():
    """keras/src/ops/nn_test.py."""
    for fmt in FORMATS:
        for s, padding, op in ((2, "valid", None), (2, "same", None), (5, "valid", 4)):
            yield case("keras_ops", (4,), (2,), (3, 5), s, padding, op, fmt, batch=2)
            yield case("keras_ops", (4, 4), (2, 2), (3, 5), s, padding, op, fmt, batch=2)
        for s, padding in itertools.product((2, (2, 2)), ("valid", "same")):
            yield case("keras_ops", (4, 4), (2, 2), (3, 5), s, padding, None, fmt, batch=2)


def keras_layer_tests():
    """keras/src/layers/convolutional/conv_transpose_test.py and tf_keras's file of that name."""
    group = "keras_layers"
    for rank, size in ((1, 8), (2, 5), (3, 3)):
        yield case(group, [size] * rank, [2] * rank, (4, 5), 2, "valid", None, batch=2)
        yield case(group, [size] * rank, [2] * rank, (4, 6), 3, "same", 2, dilation_rate=[1] * rank, batch=1)
        yield case(group, [size] * rank, [3] * rank, (3, 2), 2, "valid", 1)
    yield case(group, (8, 8), (2, 3), (4, 6), (2, 1), "valid", None, "channels_first", (1, 1))
    yield case(group, (3, 3, 3), (2, 2, 3), (4, 6), (2, 1, 2), "valid", None, dilation_rate=(1, 1, 1))
    yield case(group, (3, 3), (7, 7), (4, 6), (16, 16), "same", 2)
    yield case(group, (3, 3), (7, 7), (2, 2), (16, 16), "valid", None)
    for k, s, padding in itertools.product((1, 2, 3, 4), (1, 2, 3, 4), ("same", "valid")):
        for op in [None, *range(1, s)]:
            yield case(group, (3,), (k,), (1, 1), s, padding, op)
    for s, padding, op, d, fmt in ((1, "valid", None, 1, "channels_last"), (1, "same", None, 1, "channels_last"),
                                   (2, "valid", None, 1, "channels_last"), (2, "valid", 1, 1, "channels_last"),
                                   (1, "same", None, 2, "channels_last"), (1, "valid", None, 1, "channels_first")):
        yield case("tf_keras", (6,), (3,), (3, 2), s, padding, op, fmt, d, batch=2)
        yield case("tf_keras", (7, 6), (3, 3), (3, 2), s, padding, op, fmt, d)
        yield case("tf_keras", (3, 4, 3), (3, 3, 3), (3, 2), s, padding, op, fmt, d)
    # Their full sizes; values at these sizes would only make the file larger.
    yield case(group, (14, 14), (7, 7), (2, 2), (16, 16), "valid", None, shape_only=True)
    yield case(group, (14, 14), (7, 7), (4, 6), 16, "same", 2, batch=2, shape_only=True)
    yield case(group, (8, 8, 8), (2, 2, 2), (4, 6), 3, "same", 2, batch=2, shape_only=True)
    yield case(group, (8, 8, 8), (2, 2, 3), (4, 6), (2, 1, 2), "valid", None, batch=2, shape_only=True)


def all_cases():
    yield from traps()
    yield from keras_op_tests()
    yield from keras_layer_tests()
    yield from sweep_1d()
    yield from sweep_nd(2, 160, (1, 2, 3, 4, 5, 7), 4)
    yield from sweep_nd(3, 80, (1, 2, 3), 2)
