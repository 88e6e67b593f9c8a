"""Packed weights between the calls of a framework that hands over its kernel each time."""

from . import _convt


def keep_weights(most_bytes=512 * 2**20):
    """Keeps the packed weights of kernels that come again with the same contents, up to so many bytes; 0 for none, as
    at first. For inference, on JAX and TensorFlow together and on Keras with them; convt.torch has its own. Layers of
    many channels run up to twice as fast. Contents are compared by a fingerprint at each call. The first runs of a
    layer take the kernel as it is, so that their outputs may differ from those of later runs in the last digits.
    """
    if most_bytes < 0:
        raise ValueError(f"most_bytes is {most_bytes}; it must not be negative")
    _convt._keep_weights(most_bytes)
