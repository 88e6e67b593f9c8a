"""Arrays for tests, and comparing what convt makes of them with the oracle."""

import convt
import numpy as np

import oracle


def uniform(*shape, dtype="float32", seed=0):
    return np.random.default_rng((seed, *shape)).uniform(-1, 1, shape).astype(dtype)


def assert_agrees(test, inputs, kernel, *arguments, got=None, bias=None, **named):
    """What convt makes of a call, or `got`, is what the oracle makes of it."""
    if got is None:
        got = convt.conv_transpose(inputs, kernel, *arguments, bias=bias, **named)
    wanted = oracle.conv_transpose(inputs, kernel, *arguments, **named)
    values = 0.0 if bias is None else bias
    if bias is not None:
        axis = 1 if named.get("data_format") == "channels_first" else -1
        wanted = wanted + np.reshape(bias, [-1 if i == axis % wanted.ndim else 1 for i in range(wanted.ndim)])
    test.assertEqual(got.shape, wanted.shape)
    test.assertEqual(got.dtype, inputs.dtype)
    off = np.abs(got - wanted).max(initial=0.0)
    test.assertLessEqual(off, oracle.bound(inputs, kernel, *arguments, bias=np.asarray(values), **named))
