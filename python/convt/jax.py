"""conv_transpose for arrays of JAX on CPUs: under jit, vmap, grad, jvp and their mixtures.

    y = convt.jax.conv_transpose(x, w, strides=2, padding="same")

Outputs and gradients come from convt. The operator and its gradients with respect to inputs and kernel are primitives
of JAX, each linear in either of its arrays: the derivatives of one are the other two, in any mode and order.
"""

import functools
import typing

import jax
import jax.extend
import numpy as np
from jax.interpreters import ad, batching, mlir

from . import _convt
from ._arguments import settled_arguments
from ._weights import keep_weights

if not hasattr(_convt, "_xla_handler"):
    raise ImportError("this convt was built without XLA's headers; convt.jax needs a build that has jaxlib's")

__all__ = ["conv_transpose", "keep_weights"]

_TARGETS = {"convt_conv_transpose": _convt._xla_handler, "convt_input_gradient": _convt._xla_input_gradient,
            "convt_kernel_gradient": _convt._xla_kernel_gradient}
for _name, _handler in _TARGETS.items():
    jax.ffi.register_ffi_target(_name, _handler(), platform="cpu")

_TYPES = ("float32", "float64")


class _Arguments(typing.NamedTuple):
    """All but the arrays, one value for each spatial axis."""

    strides: tuple
    padding: str
    output_padding: tuple | None
    data_format: str
    dilation_rate: tuple


def _call(target, shape, first, second, arguments):
    """A call as XLA sees it: shapes come from the buffers, so that it may be partitioned."""
    call = jax.ffi.ffi_call(target, jax.ShapeDtypeStruct(shape, first.dtype))
    return call(first, second, strides=np.array(arguments.strides, np.int64),
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
    """The operator by JAX alone, which knows its derivatives."""
    rank = x.ndim - 2
    extras = arguments.output_padding or (None,) * rank
    pads = [_pads(size, stride, dilation, arguments.padding, extra) for size, stride, dilation, extra
            in zip(w.shape[:rank], arguments.strides, arguments.dilation_rate, extras, strict=True)]
    spatial = "DHW"[3 - rank :]
    inputs = "NC" + spatial if arguments.data_format == "channels_first" else "N" + spatial + "C"
    return jax.lax.conv_transpose(x, w, arguments.strides, pads, rhs_dilation=arguments.dilation_rate,
                                  dimension_numbers=(inputs, spatial + "IO", inputs), transpose_kernel=True)


def _outputs_shape(x, w, arguments):
    return _convt._outputs_shape(x.shape, w.shape, *arguments)


def _outputs(x, w, *, arguments):
    return _call("convt_conv_transpose", _outputs_shape(x, w, arguments), x, w, arguments)


def _input_gradient(g, w, *, shape, arguments):
    if len(shape) == 3:  # JAX is as fast along one axis
        transposed = jax.linear_transpose(lambda x: _by_jax(x, w, arguments), jax.ShapeDtypeStruct(shape, g.dtype))
        return transposed(g)[0]
    return _call("convt_input_gradient", shape, g, w, arguments)


def _kernel_gradient(x, g, *, shape, arguments):
    return _call("convt_kernel_gradient", shape, x, g, arguments)


def _shape_given(first, second, *, shape, arguments):
    return shape


def _primitive(name, compute, shape_of):
    """A primitive that is computed so, with its shape."""
    primitive = jax.extend.core.Primitive(name)

    @functools.lru_cache(maxsize=256)
    def compiled(parameters):
        return jax.jit(functools.partial(primitive.bind, **dict(parameters)))

    primitive.def_impl(lambda first, second, **parameters: compiled(tuple(parameters.items()))(first, second))
    primitive.def_abstract_eval(lambda first, second, **parameters: jax.core.ShapedArray(
        tuple(shape_of(first, second, **parameters)), first.dtype))
    mlir.register_lowering(primitive, mlir.lower_fun(compute, multiple_results=False))
    return primitive


_outputs_p = _primitive("convt_conv_transpose", _outputs,
                        lambda x, w, *, arguments: _outputs_shape(x, w, arguments))
_input_gradient_p = _primitive("convt_input_gradient", _input_gradient, _shape_given)
_kernel_gradient_p = _primitive("convt_kernel_gradient", _kernel_gradient, _shape_given)


def _of_x(ct, x, w, *, arguments, **_):
    return _input_gradient_p.bind(ct, w, shape=tuple(x.aval.shape), arguments=arguments)


def _of_w(ct, x, w, *, arguments, **_):
    return _kernel_gradient_p.bind(x, ct, shape=tuple(w.aval.shape), arguments=arguments)


ad.defbilinear(_outputs_p, _of_x, _of_w)
ad.defbilinear(_input_gradient_p,
               lambda ct, g, w, *, shape, arguments: _outputs_p.bind(ct, w, arguments=arguments),
               lambda ct, g, w, *, shape, arguments: _of_w(g, ct, w, arguments=arguments))
ad.defbilinear(_kernel_gradient_p,
               lambda ct, x, g, *, shape, arguments: _of_x(g, x, ct, arguments=arguments),
               lambda ct, x, g, *, shape, arguments: _outputs_p.bind(x, ct, arguments=arguments))


def _channels_axis(arguments, axes):
    return 1 if arguments.data_format == "channels_first" else axes - 1


def _merged(array, axis):
    """Arrays of a first axis side by side along an axis that each of them has."""
    array = jax.numpy.moveaxis(array, 0, axis)
    return array.reshape(*array.shape[:axis], -1, *array.shape[axis + 2 :])


def _parted(array, axis, size):
    """The reverse."""
    array = array.reshape(*array.shape[:axis], size, -1, *array.shape[axis + 1 :])
    return jax.numpy.moveaxis(array, axis, 0)


def _times(shape, axis, size):
    return tuple(n * size if i == axis else n for i, n in enumerate(shape))


def _batch_by(primitive, merge_axes):
    """Makes vmap's rule of a primitive: one call, but where both arrays differ. Those of one array alone are side by
    side along an axis of it, and so are the results.

    Args:
        merge_axes: from arguments and number of axes to the axes of first array, second array and the results of either
    """

    def rule(arrays, dims, *, arguments, **parameters):
        size = next(a.shape[d] for a, d in zip(arrays, dims, strict=True) if d is not None)
        arrays = [a if d is None else jax.numpy.moveaxis(a, d, 0)
                  for a, d in zip(arrays, dims, strict=True)]
        differs = [d is not None for d in dims]
        if all(differs):
            run = functools.partial(primitive.bind, arguments=arguments, **parameters)
            return jax.lax.map(lambda pair: run(*pair), tuple(arrays)), 0
        which = differs.index(True)
        axis, of_result = merge_axes(arguments, arrays[1 - which].ndim)[which]
        arrays[which] = _merged(arrays[which], axis)
        if "shape" in parameters:
            parameters["shape"] = _times(parameters["shape"], of_result, size)
        return _parted(primitive.bind(*arrays, arguments=arguments, **parameters), of_result, size), 0

    batching.primitive_batchers[primitive] = rule


# Kernels side by side are one of more channels, whichever the other array does not have.
_batch_by(_outputs_p, lambda arguments, axes: ((0, 0), (axes - 2, _channels_axis(arguments, axes))))
_batch_by(_input_gradient_p, lambda arguments, axes: ((0, 0), (axes - 1, _channels_axis(arguments, axes))))
_batch_by(_kernel_gradient_p, lambda arguments, axes: ((_channels_axis(arguments, axes), axes - 1),
                                                       (_channels_axis(arguments, axes), axes - 2)))


@functools.lru_cache(maxsize=256)
def _operator(arguments):
    return jax.jit(functools.partial(_outputs_p.bind, arguments=arguments), inline=True)


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
