"""Plans: weights packed once, options, and what they refuse."""

import unittest

import convt
import numpy as np

from arrays import assert_agrees, uniform

X, W = uniform(2, 9, 10, 32), uniform(4, 4, 24, 32)


class Plans(unittest.TestCase):
    def test_agree_with_the_oracle(self):
        for dtype in ("float32", np.float64, np.dtype("float32")):
            for weights in ("prepared", "argument"):
                x, w = X.astype(dtype), W.astype(dtype)
                bias = uniform(24, dtype=np.dtype(dtype).name)
                plan = convt.Plan(x.shape, w.shape, 2, "same", dtype=dtype, weights=weights)
                with self.subTest(dtype=str(dtype), weights=weights):
                    assert_agrees(self, x, w, 2, "same", got=plan.run(x, plan.pack(w), bias), bias=bias)
                    assert_agrees(self, x, w, 2, "same", got=plan.run_unpacked(x, w, bias), bias=bias)

    def test_state_what_they_are(self):
        plan = convt.Plan([2, 9, 10, 32], W.shape, 2, "same")
        self.assertEqual((plan.inputs_shape, plan.kernel_shape), (X.shape, W.shape))
        self.assertEqual(plan.outputs_shape, (2, 18, 20, 24))
        self.assertEqual(plan.dtype, "float32")
        self.assertIn(plan.isa, ("base", "avx2", "avx512", "neon"))
        self.assertIn(plan.algorithm, ("direct", "winograd"))
        self.assertIn(plan.kernel_name, plan.explain())
        self.assertEqual(plan.pack(W).nbytes, plan.packed_bytes)
        self.assertEqual(plan.pack(W).pack_id, plan.pack_id)

    def test_options_are_obeyed(self):
        first = convt.Plan(X.shape, W.shape, 2, "same")
        lowest = None if first.isa == "neon" else "base"
        forced = convt.Plan(X.shape, W.shape, 2, "same", algorithm="direct", max_isa=lowest)
        self.assertEqual(forced.algorithm, "direct")
        self.assertNotEqual(forced.kernel_name, first.kernel_name)
        named = convt.Plan(X.shape, W.shape, 2, "same", kernel_name=forced.kernel_name)
        self.assertEqual(named.kernel_name, forced.kernel_name)
        measured = convt.Plan(X.shape, W.shape, 2, "same", effort="measure", threads=1)
        assert_agrees(self, X, W, 2, "same", got=measured.run(X, measured.pack(W)))

    def test_writes_into_out(self):
        plan = convt.Plan(X.shape, W.shape, 2, "same")
        out = np.full(plan.outputs_shape, np.nan, "float32")
        self.assertIs(plan.run(X, plan.pack(W), out=out), out)
        assert_agrees(self, X, W, 2, "same", got=out)

    def test_packed_weights_are_a_copy(self):
        plan = convt.Plan(X.shape, W.shape, 2, "same")
        w = W.copy()
        packed = plan.pack(w)
        before = plan.run(X, packed)
        w[...] = 0
        np.testing.assert_array_equal(plan.run(X, packed), before)

    def test_refuse(self):
        plan = convt.Plan(X.shape, W.shape, 2, "same")
        packed = plan.pack(W)
        other = convt.Plan(X.shape, (3, 3, 5, 32), 2, "same")
        wrong = {
            "inputs of another shape": (ValueError, r"inputs has shape .*; the plan is for \(2, 9, 10, 32\)",
                                        lambda: plan.run(X[:1], packed)),
            "a kernel of another shape": (ValueError, "kernel has shape", lambda: plan.pack(W[:3])),
            "inputs of another type": (TypeError, "inputs is of float64; the plan is for float32",
                                       lambda: plan.run(X.astype("float64"), packed)),
            "a kernel of another type": (TypeError, "kernel is of float64", lambda: plan.pack(W.astype("float64"))),
            "another plan's weights": (ValueError, "pack", lambda: other.run(X, packed)),
            "weights that were not packed": (TypeError, "", lambda: plan.run(X, W)),
            "a bias of another size": (ValueError, "bias has shape", lambda: plan.run(X, packed, uniform(3))),
            "out of another shape": (ValueError, "out has shape", lambda: plan.run(X, packed, out=X.copy())),
            "out with gaps": (ValueError, "out has gaps",
                              lambda: plan.run(X, packed, out=uniform(2, 18, 20, 48)[..., ::2])),
            "an unknown kernel": (ValueError, "no_such", lambda: convt.Plan(X.shape, W.shape, kernel_name="no_such")),
            "an unknown option": (ValueError, "weights is 'x' .*'argument'",
                                  lambda: convt.Plan(X.shape, W.shape, weights="x")),
            "an unknown tier": (ValueError, "max_isa is 'sse' ", lambda: convt.Plan(X.shape, W.shape, max_isa="sse")),
            "too many threads": (ValueError, "threads", lambda: convt.Plan(X.shape, W.shape, threads=5000)),
            "an unknown type": (TypeError, "dtype is 'int8'", lambda: convt.Plan(X.shape, W.shape, dtype="int8")),
            "a shape that is no sequence": (TypeError, "inputs_shape", lambda: convt.Plan(3.0, W.shape)),
        }
        for name, (kind, message, call) in wrong.items():
            with self.subTest(name), self.assertRaisesRegex(kind, message):
                call()

    def test_explain_is_the_plan_of_the_call(self):
        text = convt.explain(X, W, 2, "same")
        self.assertIn(convt.Plan(X.shape, W.shape, 2, "same", weights="argument").kernel_name, text)


if __name__ == "__main__":
    unittest.main()
