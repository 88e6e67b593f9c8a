"""Keras on TensorFlow, on CPUs."""

import functools

import tensorflow as tf

from ...tensorflow import conv_transpose

__all__ = ["TYPES", "conv_transpose", "is_traced", "reason_to_leave"]

TYPES = ("float32", "float64")


@functools.cache
def _has_gpu():
    return bool(tf.config.list_physical_devices("GPU"))


def reason_to_leave(x, w):
    if x.shape.rank is None or w.shape.rank is None:
        return "a number of axes that is unknown"
    return "there is a GPU" if _has_gpu() else None


def is_traced():
    return False
