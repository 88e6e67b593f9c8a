"""Nodes within a graph: neighbours, what is left to LiteRT, sizes that change, threads."""

import threading
import unittest

import convt.litert
import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType

from interpreters import assert_close, computed, left, reference, run, run_again
from layers import float_layer, int8_layer
from tflite_models import CODES, Model, schema

RNG = np.random.default_rng(4)
WEIGHTS = RNG.standard_normal((6, 4, 4, 6), np.float32)


def node(model, inputs, name, shape, weights=None):
    """A TRANSPOSE_CONV of 6 channels with stride 2; returns its output."""
    outputs = model.tensor(name, "float32", shape)
    weights = model.constant(f"{name}_w", WEIGHTS) if weights is None else weights
    model.transpose_conv(model.constant(f"{name}_shape", np.int32(shape)), weights, inputs, outputs)
    return outputs


class Neighbours(unittest.TestCase):
    def test_one_after_another_and_beside(self):
        model = Model()
        x = model.tensor("x", "float32", (1, 3, 5, 6))
        first = node(model, x, "first", (1, 6, 10, 6))
        beside = node(model, x, "beside", (1, 6, 10, 6))
        second = node(model, first, "second", (1, 12, 20, 6))
        y = model.tensor("y", "float32", (1, 12, 20, 6))
        model.operator(CODES.TANH, [second], y)
        bytes_ = model.finish([x], [beside, y])
        inputs = [RNG.standard_normal((1, 3, 5, 6), np.float32)]
        assert_close(self, computed(self, bytes_, inputs, nodes=3), reference(bytes_, inputs))


class HalfWeights(unittest.TestCase):
    def test_that_are_dequantised(self):
        """As converters write models with weights of float16."""
        model = Model()
        x = model.tensor("x", "float32", (1, 3, 5, 6))
        half = WEIGHTS.astype(np.float16)
        half.flat[:3] = 0, 6e-8, -60000  # zero, the smallest, nearly the largest
        w = model.tensor("w", "float32", half.shape)
        model.operator(CODES.DEQUANTIZE, [model.constant("half", half)], w, version=3)
        bytes_ = model.finish([x], [node(model, x, "y", (1, 6, 10, 6), w)])
        inputs = [RNG.standard_normal((1, 3, 5, 6), np.float32)]
        assert_close(self, computed(self, bytes_, inputs), reference(bytes_, inputs))


class Left(unittest.TestCase):
    def test_weights_that_are_an_input(self):
        model = Model()
        x, w = model.tensor("x", "float32", (1, 3, 5, 6)), model.tensor("w", "float32", WEIGHTS.shape)
        bytes_ = model.finish([x, w], [node(model, x, "y", (1, 6, 10, 6), w)])
        inputs = [RNG.standard_normal((1, 3, 5, 6), np.float32), WEIGHTS]
        assert_close(self, left(self, bytes_, inputs, "weights are no constant"), reference(bytes_, inputs))

    def test_uint8(self):
        model = Model()
        x = model.tensor("x", "uint8", (1, 3, 5, 6), scales=0.02, zeros=120)
        w = model.constant("w", RNG.integers(0, 256, WEIGHTS.shape, np.uint8), scales=0.01, zeros=130)
        y = model.tensor("y", "uint8", (1, 6, 10, 6), scales=0.1, zeros=125)
        model.transpose_conv(model.constant("shape", np.int32((1, 6, 10, 6))), w, x, y)
        bytes_, inputs = model.finish([x], [y]), [RNG.integers(0, 256, (1, 3, 5, 6), np.uint8)]
        (got,), (wanted,) = left(self, bytes_, inputs, "neither float32 nor int8"), run(bytes_, inputs)
        np.testing.assert_array_equal(got, wanted)

    def test_integer_weights_with_a_zero_point(self):
        bytes_, inputs = int8_layer((3, 5), (6, 6), (4, 4), per_channel=False, weight_zero=3)
        (got,), (wanted,) = left(self, bytes_, inputs, "weights have a zero point"), run(bytes_, inputs)
        np.testing.assert_array_equal(got, wanted)

    def test_what_the_estimate_leaves(self):
        for kernel, strides in (((3, 3), (1, 1)), ((1, 1), (2, 2))):
            bytes_, inputs = int8_layer((6, 5), (8, 8), kernel, strides=strides)
            np.testing.assert_array_equal(left(self, bytes_, inputs, "faster"), run(bytes_, inputs))
            computed(self, bytes_, inputs)

    def test_an_output_shape_that_does_not_fit(self):
        model = Model()
        x = model.tensor("x", "float32", (1, 3, 5, 6))
        bytes_ = model.finish([x], [node(model, x, "y", (1, 9, 10, 6))])
        delegate = convt.litert.delegate()
        with self.assertRaises(RuntimeError):
            run(bytes_, [np.zeros((1, 3, 5, 6), np.float32)], delegate)
        self.assertIn("its output_shape states a size of 9", convt.litert.report(delegate))


class Sizes(unittest.TestCase):
    def shape_as_input(self):
        model = Model()
        x = model.tensor("x", "float32", (1, 3, 5, 6), signature=[-1, -1, -1, 6])
        shape = model.tensor("shape", "int32", (4,))
        y = model.tensor("y", "float32", (1, 6, 10, 6), signature=[-1, -1, -1, 6])
        model.transpose_conv(shape, model.constant("w", WEIGHTS), x, y)
        return model.finish([x, shape], [y])

    def shape_of_inputs(self):
        """As converters write it: the inputs' shape times (1, 2, 2, 1)."""
        model = Model()
        x = model.tensor("x", "float32", (1, 3, 5, 6), signature=[-1, -1, -1, 6])
        shape, wanted = model.tensor("shape", "int32", (4,)), model.tensor("wanted", "int32", (4,))
        options = schema.ShapeOptionsT()
        options.outType = schema.TensorType.INT32
        model.operator(CODES.SHAPE, [x], shape, options, schema.BuiltinOptions.ShapeOptions)
        model.operator(CODES.MUL, [shape, model.constant("factor", np.int32((1, 2, 2, 1)))], wanted,
                       schema.MulOptionsT(), schema.BuiltinOptions.MulOptions)
        y = model.tensor("y", "float32", (1, 6, 10, 6), signature=[-1, -1, -1, 6])
        model.transpose_conv(wanted, model.constant("w", WEIGHTS), x, y)
        return model.finish([x], [y])

    def check(self, model, arrays_of):
        delegate = convt.litert.delegate(estimate=False)
        interpreter = Interpreter(model_content=model, experimental_delegates=[delegate])
        for runs, sizes in enumerate(((1, 3, 5), (2, 3, 5), (1, 8, 2), (1, 3, 5)), 1):
            with self.subTest(sizes=sizes):
                arrays = arrays_of(sizes)
                assert_close(self, run_again(interpreter, arrays), reference(model, arrays))
                self.assertIn(f", {runs} runs", convt.litert.report(delegate))

    def test_shape_as_input(self):
        self.check(self.shape_as_input(), lambda sizes: [
            RNG.standard_normal((*sizes, 6), np.float32), np.int32((sizes[0], 2 * sizes[1], 2 * sizes[2], 6))])

    def test_shape_of_inputs(self):
        self.check(self.shape_of_inputs(), lambda sizes: [RNG.standard_normal((*sizes, 6), np.float32)])

    def test_a_shape_that_does_not_fit(self):
        delegate = convt.litert.delegate(estimate=False)
        with self.assertRaisesRegex(RuntimeError, "output_shape states a size of 9"):
            run(self.shape_as_input(), [np.zeros((1, 3, 5, 6), np.float32), np.int32((1, 9, 10, 6))], delegate)


class Threads(unittest.TestCase):
    def test_interpreters_that_share_a_delegate(self):
        model, inputs = float_layer((20, 24), (32, 32), (4, 4))
        wanted = reference(model, inputs)
        delegate = convt.litert.delegate(num_threads=2, estimate=False)
        interpreters = [Interpreter(model_content=model, experimental_delegates=[delegate]) for _ in range(3)]
        failures = []

        def work(interpreter):
            try:
                for _ in range(10):
                    assert_close(self, run_again(interpreter, inputs), wanted)
            except AssertionError as failure:
                failures.append(failure)

        threads = [threading.Thread(target=work, args=(interpreter,)) for interpreter in interpreters]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(failures, [])
        self.assertEqual(convt.litert.report(delegate).count(", 10 runs"), 3)

    def test_results_do_not_depend_on_threads(self):
        model, inputs = float_layer((20, 24), (32, 32), (4, 4))
        one, two = (run(model, inputs, convt.litert.delegate(threads, False))[0] for threads in (1, 2))
        np.testing.assert_array_equal(one, two)


class Options(unittest.TestCase):
    def test_out_of_range(self):
        for threads in (-1, 1025, "many"):
            with self.assertRaisesRegex(ValueError, "option num_threads is"):
                convt.litert.delegate(num_threads=threads)

    def test_unknown(self):
        with self.assertRaisesRegex(ValueError, "no option \"speed\""):
            convt.litert._load_delegate()(convt.litert.LIBRARY, {"speed": 2})

    def test_other_nodes_stay(self):
        model = Model()
        x, y = model.tensor("x", "float32", (1, 4)), model.tensor("y", "float32", (1, 4))
        model.operator(CODES.TANH, [x], y)
        delegate = convt.litert.delegate()
        run(model.finish([x], [y]), [np.ones((1, 4), np.float32)], delegate, OpResolverType.BUILTIN_REF)
        self.assertEqual(convt.litert.report(delegate), "")


if __name__ == "__main__":
    unittest.main()
