"""conv_transpose for arrays of JAX on CPUs: under jit, vmap, grad, jvp and their mixtures.

    y = convt.jax.conv_transpose(x, w, strides=2, padding="same")

Outputs come from convt. Derivatives are those of jax.lax.conv_transpose, of which JAX makes forward and reverse mode.
"""

import functools
import typing

import jax
import numpy as np

from . import _convt
from ._arguments import settled_arguments
from ._weights import keep_weights

if not hasattr(_convt, "_xla_handler"):
    raise ImportError("this convt was built without XLA's headers; convt.jax needs a build that has jaxlib's")

__all__ = ["conv_transpose", "keep_weights"]

_TARGET = "convt_conv_transpose"
jax.ffi.register_ffi_target(_TARGET, _convt._xla_handler(), platform="cpu")

_TYPES = ("float32", "float64")


class _Arguments(typing.NamedTuple):
    """All but the arrays, one value for each spatial axis."""

    strides: tuple
    padding: str
    output_padding: tuple | None
    data_format: str
    dilation_rate: tuple


def _run(x, w, arguments):
    """The call as XLA sees it: shapes come from the buffers, so that it may be partitioned."""
    shape = _convt._outputs_shape(x.shape, w.shape, *arguments)
    call = jax.ffi.ffi_call(_TARGET, jax.ShapeDtypeStruct(shape, x.dtype))
    return call(x, w, strides=np.array(arguments.strides, np.int64),
                dilation_rate=np.array(arguments.dilation_rate, np.int64),
                output_padding=np.array(arguments.output_padding or (), np.int64),
                is_same=arguments.padding == "same", is_channels_first=arguments.data_format == "channels_first")


def _pads(size, stride, dilation, padding, output_padding):
    """Keras's padding of one axis as jax.lax has it: zeros before and after the inputs."""
    reach = (size - 1) * dilation + 1
    if padding == "valid":
        return reach - 1, reach - 1 + (max(stride - reach, 0) if output_padding is None else output_padding)
    total = stride + reach - 2 if output_padding is None else reach + reach % 2 - 2 + output_padding
    before = min(total // 2 + total % 2, reach - 1)
    return before, total - before


def _by_jax(x, w, arguments):
    """The same by JAX alone, which knows its derivatives."""
    rank = x.ndim - 2
    extras = arguments.output_padding or (None,) * rank
    pads = [_pads(size, stride, dilation, arguments.padding, extra) for size, stride, dilation, extra
            in zip(w.shape[:rank], arguments.strides, arguments.dilation_rate, extras, strict=True)]
    spatial = "DHW"[3 - rank :]
    inputs = "NC" + spatial if arguments.data_format == "channels_first" else "N" + spatial + "C"
    return jax.lax.conv_transpose(x, w, arguments.strides, pads, rhs_dilation=arguments.dilation_rate,
                                  dimension_numbers=(inputs, spatial + "IO", inputs), transpose_kernel=True)


def _run_batch(run, is_channels_first, size, batched, x, w):
    """vmap's rule: one call, but where inputs and kernel both differ. `run` may be mapped once more."""
    x_differs, w_differs = batched
    if x_differs and w_differs:
        return jax.lax.map(lambda pair: run(*pair), (x, w)), True
    if x_differs:
        y = run(x.reshape(size * x.shape[1], *x.shape[2:]), w)
        return y.reshape(size, x.shape[1], *y.shape[1:]), True
    # Kernels side by side are one kernel of more output channels.
    w = jax.numpy.moveaxis(w, 0, -3)
    y = run(x, w.reshape(*w.shape[:-3], size * w.shape[-2], w.shape[-1]))
    axis = 1 if is_channels_first else y.ndim - 1
    y = y.reshape(*y.shape[:axis], size, w.shape[-2], *y.shape[axis + 1 :])
    return jax.numpy.moveaxis(y, axis, 0), True


@functools.lru_cache(maxsize=256)
def _operator(arguments):
    """The operator with these arguments, as a function of inputs and kernel that JAX can transform."""

    @jax.custom_batching.custom_vmap
    def forward(x, w):
        return _run(x, w, arguments)

    forward.def_vmap(functools.partial(_run_batch, forward, arguments.data_format == "channels_first"))

    @jax.custom_jvp
    def operator(x, w):
        return forward(x, w)

    @functools.partial(operator.defjvp, symbolic_zeros=True)
    def derivative(primals, tangents):
        x, w = primals
        dx, dw = tangents
        y = operator(x, w)
        terms = []
        if not isinstance(dx, jax.custom_derivatives.SymbolicZero):
            terms.append(_by_jax(dx, w, arguments))
        if not isinstance(dw, jax.custom_derivatives.SymbolicZero):
            terms.append(_by_jax(x, dw, arguments))
        return y, sum(terms) if terms else jax.numpy.zeros_like(y)

    return jax.jit(operator, inline=True)


def conv_transpose(
    inputs, kernel, strides=1, padding="valid", output_padding=None, data_format=None, dilation_rate=1
):
    """keras.ops.conv_transpose for arrays of JAX, of float32 or float64; see convt.conv_transpose for the arguments.

    Serves JAX's CPU platform alone: elsewhere a call fails when it is compiled.

    Raises:
        TypeError, ValueError: as convt.conv_transpose does.
    """
    x, w = jax.numpy.asarray(inputs), jax.numpy.asarray(kernel)
    for name, array in (("inputs", x), ("kernel", w)):
        if array.dtype.name not in _TYPES or array.dtype != x.dtype:
            raise TypeError(f"{name} is of {array.dtype}; inputs and kernel must both be of float32 or of float64")
    rank = max(x.ndim - 2, 1)
    arguments = _Arguments(*settled_arguments(rank, strides, padding, output_padding, data_format, dilation_rate))
    _convt._outputs_shape(x.shape, w.shape, *arguments)  # says what is wrong before JAX does
    return _operator(arguments)(x, w)
