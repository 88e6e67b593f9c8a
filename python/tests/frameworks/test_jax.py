"""convt.jax against the oracle and against what JAX makes of the same operator, under each of JAX's transformations."""

import functools
import itertools
import unittest

import jax
import jax.numpy as jnp
import numpy as np
from convt.jax import _Arguments, _by_jax, conv_transpose

from arrays import assert_agrees, uniform

CALLS = (
    dict(strides=(2, 2), padding="same", output_padding=None, data_format="channels_last", dilation_rate=(1, 1)),
    dict(strides=(2, 1), padding="valid", output_padding=(1, 0), data_format="channels_first", dilation_rate=(1, 2)),
    dict(strides=(3, 2), padding="same", output_padding=(2, 1), data_format="channels_last", dilation_rate=(1, 1)),
)


def arrays_for(call):
    x = uniform(2, 5, 4, 3)
    x = np.moveaxis(x, -1, 1) if call["data_format"] == "channels_first" else x
    return jnp.asarray(x), jnp.asarray(uniform(3, 2, 6, 3))


def both(call):
    """convt's operator and JAX's own, as functions of inputs and kernel."""
    return functools.partial(conv_transpose, **call), functools.partial(_by_jax, arguments=_Arguments(**call))


class Values(unittest.TestCase):
    def test_grid(self):
        grid = itertools.product((1, 2, 3), ("channels_last", "channels_first"), ((1, 2), (2, 1)),
                                 (("valid", None), ("same", None), ("same", 0)))
        for rank, data_format, (stride, dilation), (padding, extra) in grid:
            spatial = (5, 4, 3)[:rank]
            x = uniform(2, *spatial, 3) if data_format == "channels_last" else uniform(2, 3, *spatial)
            w = uniform(*(3,) * rank, 4, 3)
            arguments = (stride, padding, extra, data_format, dilation)
            with self.subTest(rank=rank, arguments=arguments):
                got = conv_transpose(x, w, *arguments)
                assert_agrees(self, x, w, *arguments[:3], got=np.asarray(got), data_format=data_format,
                              dilation_rate=dilation)

    def test_float64(self):
        with jax.enable_x64(True):
            x, w = uniform(2, 5, 4, 3, dtype="float64"), uniform(3, 3, 4, 3, dtype="float64")
            assert_agrees(self, x, w, 2, got=np.asarray(jax.jit(functools.partial(conv_transpose, strides=2))(x, w)))

    def test_inside_of_a_compiled_function(self):
        for call in CALLS:
            x, w = arrays_for(call)
            ours, theirs = both(call)
            got = jax.jit(lambda x, w, f=ours: jnp.tanh(f(x * 2, w)) + 1)(x, w)
            np.testing.assert_allclose(got, jnp.tanh(theirs(x * 2, w)) + 1, atol=1e-5)

    def test_is_convt_and_not_jax(self):
        x, w = arrays_for(CALLS[0])
        text = jax.jit(both(CALLS[0])[0]).lower(x, w).as_text()
        self.assertIn("convt_conv_transpose", text)
        self.assertNotIn("convolution", text)

    def test_no_elements(self):
        self.assertEqual(conv_transpose(uniform(0, 4, 4, 3), uniform(2, 2, 5, 3), 2).shape, (0, 8, 8, 5))


class Transformations(unittest.TestCase):
    def agree(self, transform, *, atol=2e-5):
        for call in CALLS[:2]:
            x, w = arrays_for(call)
            got, wanted = (transform(f, x, w) for f in both(call))
            with self.subTest(call):
                jax.tree.map(functools.partial(np.testing.assert_allclose, atol=atol, rtol=1e-4), got, wanted)

    def test_gradients(self):
        def loss(f):
            return lambda x, w: jnp.sum(jnp.sin(f(x, w)))

        self.agree(lambda f, x, w: jax.grad(loss(f), (0, 1))(x, w))
        self.agree(lambda f, x, w: jax.jit(jax.grad(loss(f), (0, 1)))(x, w))
        self.agree(lambda f, x, w: jax.grad(loss(f))(x, w))
        self.agree(lambda f, x, w: jax.jit(jax.value_and_grad(loss(f), 1))(x, w))

    def test_forward_mode(self):
        self.agree(lambda f, x, w: jax.jvp(f, (x, w), (x + 1, w - 1)))
        self.agree(lambda f, x, w: jax.jacfwd(lambda s: f(x * s, w))(2.0))

    def test_second_derivatives(self):
        self.agree(lambda f, x, w: jax.grad(lambda s: jax.grad(lambda t: jnp.sum(f(x * t * t, w * t) ** 2))(s))(0.5),
                   atol=1e-2)

    def test_a_gradient_keeps_convt_in_front(self):
        x, w = arrays_for(CALLS[0])
        text = jax.jit(jax.grad(lambda x, w: jnp.sum(both(CALLS[0])[0](x, w) ** 2), (0, 1))).lower(x, w).as_text()
        self.assertIn("convt_conv_transpose", text)
        self.assertIn("convt_input_gradient", text)
        self.assertIn("convt_kernel_gradient", text)
        self.assertNotIn("convolution", text)

    def test_gradients_along_one_and_three_axes(self):
        for rank in (1, 3):
            x, w = uniform(2, *(5, 4, 3)[:rank], 3), uniform(*(3,) * rank, 6, 3)
            call = dict(strides=(2,) * rank, padding="same", output_padding=None, data_format="channels_last",
                        dilation_rate=(1,) * rank)
            got, wanted = (jax.grad(lambda x, w, f=f: jnp.sum(f(x, w) ** 2), (0, 1))(x, w) for f in both(call))
            jax.tree.map(functools.partial(np.testing.assert_allclose, atol=1e-4, rtol=1e-4), got, wanted)

    def test_vmap_of_gradients_over_each_array(self):
        def pullback(f):
            return lambda x, w, g: jax.vjp(f, x, w)[1](g)

        for axes in ((0, None, None), (None, 0, None), (None, None, 0), (0, 0, 0)):
            def of_stacks(f, x, w, axes=axes):
                arrays = [jnp.stack([a, a * 2]) if axis == 0 else a
                          for a, axis in zip((x, w, jnp.cos(f(x, w))), axes, strict=True)]
                return jax.vmap(pullback(f), axes)(*arrays)

            self.agree(of_stacks, atol=1e-4)

    def test_vmap(self):
        def stack(a):
            return jnp.stack([a, a * 2, a + 1])

        self.agree(lambda f, x, w: jax.vmap(f, (0, None))(stack(x), w))
        self.agree(lambda f, x, w: jax.vmap(f, (None, 0))(x, stack(w)))
        self.agree(lambda f, x, w: jax.vmap(f)(stack(x), stack(w)))
        self.agree(lambda f, x, w: jax.vmap(f, (1, None), 2)(jnp.moveaxis(stack(x), 0, 1), w))
        self.agree(lambda f, x, w: jax.jit(jax.vmap(jax.vmap(f, (0, None)), (None, 0)))(stack(x), stack(w)))

    def test_vmap_and_gradients(self):
        def loss(f):
            return lambda x, w: jnp.sum(f(x, w) ** 2)

        self.agree(lambda f, x, w: jax.vmap(jax.grad(loss(f), (0, 1)), (0, None))(jnp.stack([x, x * 2]), w), atol=1e-3)
        self.agree(lambda f, x, w: jax.grad(lambda x, w: jnp.sum(jax.vmap(loss(f), (0, None))(x, w)), 1)(
            jnp.stack([x, x * 2]), w), atol=1e-3)

    def test_control_flow_and_checkpoints(self):
        self.agree(lambda f, x, w: jax.lax.map(lambda s: f(x * s, w), jnp.arange(3.0)))
        self.agree(lambda f, x, w: jax.grad(lambda x: jnp.sum(jax.checkpoint(lambda x: f(x, w) ** 2)(x)))(x), atol=1e-3)


class Refusals(unittest.TestCase):
    def test_types(self):
        x, w = jnp.asarray(uniform(1, 4, 4, 3)), jnp.asarray(uniform(2, 2, 5, 3))
        for dtype in ("bfloat16", "float16", "int32"):
            with self.subTest(dtype), self.assertRaisesRegex(TypeError, f"inputs is of {dtype}"):
                conv_transpose(x.astype(dtype), w.astype(dtype))
        with self.assertRaisesRegex(TypeError, "kernel is of float16"):
            conv_transpose(x, w.astype("float16"))

    def test_values(self):
        x, w = jnp.asarray(uniform(1, 4, 4, 3)), jnp.asarray(uniform(2, 2, 5, 3))
        for wrong, message in ((dict(strides=0), "strides"), (dict(padding="full"), "padding is 'full'"),
                               (dict(output_padding=1), "output_padding"), (dict(strides=(1, 2, 3)), "strides has 3")):
            with self.subTest(wrong), self.assertRaisesRegex(ValueError, message):
                jax.jit(functools.partial(conv_transpose, **wrong))(x, w)

    def test_buffers_of_other_types_are_refused_by_the_handler(self):
        """JAX hands over whatever the call was built with."""
        x = jnp.ones((1, 4, 4, 3), "bfloat16")
        call = jax.ffi.ffi_call("convt_conv_transpose", jax.ShapeDtypeStruct((1, 4, 4, 3), "bfloat16"))
        one = np.array([1, 1], np.int64)
        with self.assertRaisesRegex(Exception, "float32"):
            jax.block_until_ready(call(x, jnp.ones((1, 1, 3, 3), "bfloat16"), strides=one, dilation_rate=one,
                                       output_padding=one[:0], is_same=True, is_channels_first=False))
        x = jnp.ones((1, 4, 4, 3))
        call = jax.ffi.ffi_call("convt_conv_transpose", jax.ShapeDtypeStruct((1, 3, 3, 3), "float32"))
        with self.assertRaisesRegex(Exception, "shape"):
            jax.block_until_ready(call(x, jnp.ones((1, 1, 3, 3)), strides=one, dilation_rate=one,
                                       output_padding=one[:0], is_same=True, is_channels_first=False))


if __name__ == "__main__":
    unittest.main()
