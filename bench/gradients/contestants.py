"""Gradients of one layer by convt and by whichever framework is there, each a call without arguments."""

import convt
import numpy as np
from convt import _convt
from layers import is_depthwise


def arrays_of(layer):
    """Inputs, weights in PyTorch's order and output gradients, channels first."""
    random = np.random.default_rng(0)
    groups = layer.in_channels if is_depthwise(layer) else 1
    rank = len(layer.spatial)
    outputs = [(n - 1) * layer.stride + layer.size - 2 * layer.padding for n in layer.spatial]
    shapes = ((layer.batch, layer.in_channels, *layer.spatial),
              (layer.in_channels, layer.out_channels // groups, *(layer.size,) * rank),
              (layer.batch, layer.out_channels, *outputs))
    return groups, [random.uniform(-1, 1, shape).astype("float32") for shape in shapes]


def in_layout(array, is_last):
    return np.ascontiguousarray(np.moveaxis(array, 1, -1)) if is_last else array


class Convt:
    """Weights in PyTorch's order, tensors in either layout."""

    name = "convt"

    def __init__(self, layer, is_last):
        groups, (self.x, self.w, self.g) = arrays_of(layer)
        rank = len(layer.spatial)
        arguments = ((layer.stride,) * rank, (layer.padding,) * rank, (0,) * rank, groups, (1,) * rank)
        plan = _convt._pytorch_plan(self.x.shape, self.w.shape, *arguments, "float32", None, False, is_last)
        plans = _convt._input_gradient_plan(plan), _convt._kernel_gradient_plan(plan)
        self.is_last = is_last
        self.x, self.g = in_layout(self.x, is_last), in_layout(self.g, is_last)
        self.dx, self.dw = np.empty_like(self.x), np.empty_like(self.w)
        address = [array.ctypes.data for array in (self.x, self.w, self.g, self.dx, self.dw)]
        x, w, g, dx, dw = address
        self.calls = (lambda: plans[0].run(g, w, dx), lambda: plans[1].run(x, g, dw))

    def results(self):
        for call in self.calls:
            call()
        return (np.moveaxis(self.dx, -1, 1) if self.is_last else self.dx), self.dw


class PyTorch:
    """aten::convolution_backward, one gradient at a time."""

    name = "PyTorch"

    def __init__(self, layer, is_last):
        import torch

        torch.set_num_threads(convt.get_num_threads())
        groups, arrays = arrays_of(layer)
        x, w, g = map(torch.from_numpy, arrays)
        if is_last:
            x, g = (t.movedim(1, -1).contiguous().movedim(-1, 1) for t in (x, g))
            if len(layer.spatial) == 2:
                w = w.contiguous(memory_format=torch.channels_last)
        backward = torch.ops.aten.convolution_backward.default
        rank = len(layer.spatial)
        stride, padding, ones, zeros = ([n] * rank for n in (layer.stride, layer.padding, 1, 0))
        self.calls = tuple(
            lambda mask=mask: backward(g, x, w, None, stride, padding, ones, True, zeros, groups, mask)
            for mask in ([True, False, False], [False, True, False]))

    def results(self):
        return self.calls[0]()[0].numpy(), self.calls[1]()[1].numpy()


class Jax:
    """jax.vjp of jax.lax.conv_transpose, compiled; weights in Keras's order."""

    name = "JAX"

    def __init__(self, layer, is_last):
        import jax

        if is_depthwise(layer):
            raise NotImplementedError
        _, (x, w, g) = arrays_of(layer)
        rank = len(layer.spatial)
        x, g = in_layout(x, is_last), in_layout(g, is_last)
        w = np.ascontiguousarray(w.transpose(*range(2, rank + 2), 1, 0))
        pads = [(layer.size - 1 - layer.padding,) * 2] * rank
        spatial = "DHW"[3 - rank :]
        axes = f"N{spatial}C" if is_last else f"NC{spatial}"

        def forward(x, w):
            return jax.lax.conv_transpose(x, w, (layer.stride,) * rank, pads, transpose_kernel=True,
                                          dimension_numbers=(axes, f"{spatial}IO", axes))

        of_inputs = jax.jit(lambda w, g: jax.linear_transpose(lambda x: forward(x, w), x)(g)[0])
        of_kernel = jax.jit(lambda x, g: jax.linear_transpose(lambda w: forward(x, w), w)(g)[0])
        x, w, g = map(jax.device_put, (x, w, g))
        self.is_last, self.rank = is_last, rank
        self.calls = (lambda: of_inputs(w, g).block_until_ready(), lambda: of_kernel(x, g).block_until_ready())

    def results(self):
        dx, dw = (np.asarray(call()) for call in self.calls)
        return (np.moveaxis(dx, -1, 1) if self.is_last else dx,
                dw.transpose(self.rank + 1, self.rank, *range(self.rank)))
