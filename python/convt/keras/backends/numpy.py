"""Keras on numpy."""

from ..._convt import conv_transpose

__all__ = ["TYPES", "conv_transpose", "is_traced", "reason_to_leave"]

TYPES = ("float32", "float64")


def reason_to_leave(x, w):
    return None


def is_traced():
    return False
