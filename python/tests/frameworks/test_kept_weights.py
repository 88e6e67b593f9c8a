"""Packed weights that are kept between calls of XLA: used, never for other contents, and bounded."""

import functools
import unittest

import convt
import jax
import jax.numpy as jnp
import numpy as np
from convt import _convt
from convt.jax import conv_transpose, keep_weights

from arrays import uniform

# Packing these takes longer than a fingerprint and the run together.
X, W = uniform(1, 16, 16, 256), uniform(4, 4, 256, 256)


class KeptWeights(unittest.TestCase):
    def setUp(self):
        keep_weights()
        self.addCleanup(keep_weights, 0)
        self.call = jax.jit(functools.partial(conv_transpose, strides=2, padding="same"))

    def shared_kernel(self):
        """An array of numpy and one of JAX in the same memory, which begins at a cache line, as JAX asks."""
        memory = np.empty(W.size + 16, "float32")
        begin = -memory.ctypes.data % 64 // 4
        kernel = memory[begin : begin + W.size].reshape(W.shape)
        kernel[...] = W
        shared = jax.dlpack.from_dlpack(kernel)
        self.assertEqual(shared.unsafe_buffer_pointer(), kernel.ctypes.data)
        return kernel, shared

    def agrees(self, kernel):
        wanted = convt.conv_transpose(X, np.asarray(kernel), 2, "same")
        np.testing.assert_allclose(self.call(X, kernel), wanted, atol=1e-2)

    def test_are_packed_when_they_come_again(self):
        kernel = jnp.asarray(W)
        for _ in range(2):
            self.agrees(kernel)
        self.assertEqual(_convt._kept_bytes(), 0)
        for _ in range(3):
            self.agrees(kernel)
        self.assertGreater(_convt._kept_bytes(), 0)
        keep_weights(0)
        self.assertEqual(_convt._kept_bytes(), 0)
        self.agrees(kernel)

    def test_nothing_is_kept_at_first(self):
        keep_weights(0)
        kernel = jnp.asarray(W)
        for _ in range(6):
            self.agrees(kernel)
        self.assertEqual(_convt._kept_bytes(), 0)

    def test_contents_that_change_in_place_are_seen(self):
        """The same address with other contents: one number, its sign, two numbers that changed places, all."""
        kernel, shared = self.shared_kernel()
        for _ in range(6):
            self.agrees(shared)
        for change in ("one", "sign", "swap", "signs", "all"):
            last = kernel.reshape(-1)
            if change == "one":
                last[-1] += 1000
            elif change == "sign":
                last[12345] = -1000
            elif change == "swap":
                last[:1000], last[1000:2000] = last[1000:2000].copy(), last[:1000].copy()
            elif change == "signs":
                last *= -1
            else:
                last[:] = uniform(last.size, seed=1)
            with self.subTest(change):
                for _ in range(4):
                    self.agrees(shared)

    def test_training_packs_seldom(self):
        kernel, shared = self.shared_kernel()
        for step in range(40):
            kernel[0, 0, 0, 0] = step
            jax.block_until_ready(self.call(X, shared))
            self.assertEqual(_convt._kept_bytes(), 0)

    def test_are_bounded(self):
        kernels = [jnp.asarray(uniform(4, 4, 256, 256, seed=i)) for i in range(4)]
        for _ in range(4):
            self.agrees(kernels[0])
        one = _convt._kept_bytes()
        keep_weights(2 * one + 1)
        for _ in range(5):
            for kernel in kernels:
                jax.block_until_ready(self.call(X, kernel))
                self.assertLessEqual(_convt._kept_bytes(), 2 * one)
        self.assertGreater(_convt._kept_bytes(), 0)
        keep_weights(one - 1)
        for _ in range(4):
            self.agrees(kernels[0])
        self.assertEqual(_convt._kept_bytes(), 0)

    def test_a_wrong_bound(self):
        with self.assertRaisesRegex(ValueError, "most_bytes is -1"):
            keep_weights(-1)


if __name__ == "__main__":
    unittest.main()
