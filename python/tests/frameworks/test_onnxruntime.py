"""convt in sessions of ONNX Runtime: element types, opsets, open sizes, threads, and models that name convt."""

import concurrent.futures
import os
import threading
import unittest
from unittest import mock

import convt.onnxruntime
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper

from onnx_models import TYPES, as_model, integers, model_of, outputs_of, session

W, B = integers(1, 6, 4, 3, 3), integers(2, 4)
X = integers(3, 2, 6, 5, 7)


def no_plans():
    """While it lasts, convt refuses each plan: what runs all the same is not computed by convt."""
    return mock.patch.dict(os.environ, CONVT_MAX_ISA="none")


class Sessions(unittest.TestCase):
    def assert_by_convt(self, model, override=True):
        with no_plans(), self.assertRaisesRegex(Exception, "CONVT_MAX_ISA"):
            session(model, override)

    def test_opsets(self):
        for opset in (1, 7, 11, 13, 17, 21):
            model = model_of(W, B, X.shape, opset=opset, strides=[2, 2])
            with self.subTest(opset):
                self.assert_by_convt(model)
                np.testing.assert_array_equal(outputs_of(model, True, x=X), outputs_of(model, x=X))

    def test_element_types(self):
        """float16 and double stay what they were, or are served where the host has no kernel."""
        wanted = outputs_of(model_of(W, B, strides=[2, 2]), x=X)
        for dtype in TYPES:
            model = model_of(W.astype(dtype), B.astype(dtype), X.shape, strides=[2, 2])
            with self.subTest(dtype=dtype):
                self.assert_by_convt(model)
                got = outputs_of(model, True, x=X.astype(dtype))
                self.assertEqual(got.dtype, dtype)
                np.testing.assert_array_equal(got.astype(np.float32), wanted)
        with self.assertRaisesRegex(Exception, "NOT_IMPLEMENTED"):  # without convt
            outputs_of(model_of(W.astype(np.float64)), x=X.astype(np.float64))

    def test_types_side_by_side(self):
        """One model with ConvTranspose of three types."""
        nodes, inputs, outputs, constants = [], {}, {}, {}
        for name, (dtype, kind) in zip("fdh", TYPES.items(), strict=True):
            nodes.append(helper.make_node("ConvTranspose", [f"x{name}", f"w{name}"], [f"y{name}"]))
            inputs[f"x{name}"], outputs[f"y{name}"] = (kind, X.shape), (kind, None)
            constants[f"w{name}"] = W.astype(dtype)
        got = session(as_model(nodes, inputs, outputs, constants), True).run(
            None, {f"x{name}": X.astype(dtype) for name, dtype in zip("fdh", TYPES, strict=True)})
        for values in got:
            np.testing.assert_array_equal(values.astype(np.float64), outputs_of(model_of(W), x=X))

    def test_float16_rounds_the_sum_with_its_bias_once(self):
        rng = np.random.default_rng(5)
        x, w, b = (rng.uniform(-1, 1, shape).astype(np.float16) for shape in ((1, 6, 4, 4), W.shape, (4,)))
        b[0] = 6e-8  # the smallest above 0
        wide = outputs_of(model_of(w.astype(np.float32), b.astype(np.float32)), x=x.astype(np.float32))
        got = outputs_of(model_of(w, b), True, x=x)
        np.testing.assert_array_equal(got, wide.astype(np.float16))

    def test_without_override_the_host_keeps_its_operator(self):
        with no_plans():
            self.assertEqual(outputs_of(model_of(W), False, x=X).shape, (2, 4, 7, 9))

    def test_a_model_around_it(self):
        nodes = [helper.make_node("Conv", ["x", "k"], ["c"], pads=[1] * 4), helper.make_node("Relu", ["c"], ["r"]),
                 helper.make_node("ConvTranspose", ["r", "w", "b"], ["t"], strides=[2, 2]),
                 helper.make_node("BatchNormalization", ["t", "b", "b", "b", "v"], ["n"]),
                 helper.make_node("Sigmoid", ["n"], ["y"])]
        model = as_model(nodes, {"x": (TensorProto.FLOAT, ["n", 6, "h", "w2"])}, {"y": (TensorProto.FLOAT, None)},
                         {"k": integers(7, 6, 6, 3, 3), "w": W, "b": B, "v": np.ones(4, np.float32)})
        levels = onnxruntime.GraphOptimizationLevel
        for level in (levels.ORT_DISABLE_ALL, levels.ORT_ENABLE_ALL):
            options = onnxruntime.SessionOptions()
            options.graph_optimization_level = level
            convt.onnxruntime.register(options)
            got = onnxruntime.InferenceSession(model.SerializeToString(), options).run(None, {"x": X})[0]
            np.testing.assert_allclose(got, outputs_of(model, x=X), atol=1e-4)

    def test_shape_of_the_outputs_is_known(self):
        for shape, wanted in ((X.shape, [2, 4, 11, 15]), (("n", 6, 5, 7), ["n", 4, 11, 15])):
            made = session(model_of(W, shape=shape, strides=[2, 2]), True)
            self.assertEqual(made.get_outputs()[0].shape, wanted)

    def test_open_sizes(self):
        """More sizes than plans are kept, with those of before in between; weights that change where they may."""
        w = integers(1, 40, 24, 4, 4)
        for is_constant in (True, False):
            model = model_of(w, constant=is_constant, strides=[2, 2], pads=[1] * 4)
            own, ours = session(model), session(model, True)
            for i in range(90):
                x = integers(i, 1 + i % 3, 40, 1 + i % 31, 1 + i // 3)
                for values in (x, integers(1, 1, 40, 9, 9)):
                    feeds = {"x": values} if is_constant else {"x": values, "w": integers(i, *w.shape)}
                    np.testing.assert_allclose(ours.run(None, feeds)[0], own.run(None, feeds)[0], atol=0.02)

    def test_no_elements(self):
        model = model_of(W, B)
        for shape in ((0, 6, 5, 7), (3, 6, 1, 1)):
            x = np.zeros(shape, np.float32)
            self.assertEqual(outputs_of(model, True, x=x).shape, (shape[0], 4, shape[2] + 2, shape[3] + 2))

    def test_many_threads_and_sessions(self):
        w = integers(1, 32, 32, 4, 4)
        model = model_of(w, strides=[2, 2])
        shared = [session(model, True, threads) for threads in (1, 2, 2)]
        xs = [integers(i, 1, 32, 6 + i, 9) for i in range(6)]
        wanted = [outputs_of(model, x=x) for x in xs]

        def work(number):
            for i in range(20):
                at = (number + i) % len(xs)
                ours = shared[number % 3] if i % 10 else session(model, True, 2)
                np.testing.assert_allclose(ours.run(None, {"x": xs[at]})[0], wanted[at], atol=0.02)

        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            list(pool.map(work, range(16)))

    def test_threads_are_the_hosts(self):
        x, w = integers(1, 1, 64, 40, 40), integers(2, 64, 64, 4, 4)
        ours = session(model_of(w, shape=x.shape, strides=[2, 2]), True, threads=3)
        before = set(os.listdir("/proc/self/task"))
        ours.run(None, {"x": x})
        self.assertLessEqual(set(os.listdir("/proc/self/task")), before)

    def test_several_threads_work(self):
        """The time that the process computes for exceeds the time that passes, or there is one CPU."""
        if convt.available_cpus() < 2:
            self.skipTest("one CPU")
        x, w = integers(1, 4, 128, 48, 48), integers(2, 128, 128, 4, 4)
        ours = session(model_of(w, shape=x.shape, strides=[2, 2]), True, threads=2)
        seen = set()
        stop = threading.Event()

        def watch():
            tasks = {task: self.ticks(task) for task in os.listdir("/proc/self/task")}
            while not stop.is_set():
                seen.update(task for task, ticks in tasks.items() if self.ticks(task) > ticks + 3)
                stop.wait(0.01)

        watcher = threading.Thread(target=watch)
        watcher.start()
        for _ in range(20):
            ours.run(None, {"x": x})
        stop.set()
        watcher.join()
        self.assertGreaterEqual(len(seen), 2)

    @staticmethod
    def ticks(task):
        try:
            with open(f"/proc/self/task/{task}/stat") as file:
                fields = file.read().rpartition(")")[2].split()
        except FileNotFoundError:  # it has ended
            return 0
        return int(fields[11]) + int(fields[12])


class Models(unittest.TestCase):
    def test_rewritten(self):
        model = model_of(W, B, X.shape, strides=[2, 2])
        before = model.SerializeToString()
        rewritten = convt.onnxruntime.rewrite(model)
        self.assertEqual(model.SerializeToString(), before)
        self.assertEqual([(n.domain, n.op_type) for n in rewritten.graph.node], [("convt", "ConvTranspose")])
        for override in (False, True):
            np.testing.assert_array_equal(outputs_of(rewritten, override, x=X), outputs_of(model, x=X))
        with self.assertRaisesRegex(Exception, "convt"):
            session(rewritten)
        self.assertEqual(convt.onnxruntime.rewrite(rewritten), rewritten)

    def test_branches_and_functions(self):
        def graph(name, weights):
            node = helper.make_node("ConvTranspose", ["x", weights], [name])
            return helper.make_graph([node], name, [], [helper.make_tensor_value_info(name, TensorProto.FLOAT, None)])

        node = helper.make_node("If", ["c"], ["y"], then_branch=graph("t", "w"), else_branch=graph("e", "v"))
        model = as_model([node], {"x": (TensorProto.FLOAT, X.shape), "c": (TensorProto.BOOL, [])},
                         {"y": (TensorProto.FLOAT, None)}, {"w": W, "v": -W})
        inner = helper.make_node("ConvTranspose", ["x", "w"], ["y"])
        body = helper.make_function("own", "Up", ["x", "w"], ["y"], [inner], [helper.make_opsetid("", 17)])
        call = helper.make_node("Up", ["x", "w"], ["y"], domain="own")
        called = as_model([call], {"x": (TensorProto.FLOAT, X.shape)}, {"y": (TensorProto.FLOAT, None)}, {"w": W})
        called.functions.append(body)
        called.opset_import.append(helper.make_opsetid("own", 1))
        for each, feeds in ((model, {"x": X, "c": np.array(False)}), (called, {"x": X})):
            rewritten = convt.onnxruntime.rewrite(each)
            text = onnx.printer.to_text(rewritten)
            self.assertEqual(text.count("convt.ConvTranspose"), text.count("ConvTranspose"))
            np.testing.assert_array_equal(outputs_of(rewritten, False, **feeds), outputs_of(each, **feeds))

    def test_what_convt_does_not_compute_stays(self):
        model = model_of(W, shape=X.shape, opset=22)
        model.graph.initializer[0].data_type = TensorProto.BFLOAT16
        self.assertEqual(convt.onnxruntime.rewrite(model), model)
        self.assertEqual(convt.onnxruntime.rewrite(as_model([], {}, {}, {})), as_model([], {}, {}, {}))


class Errors(unittest.TestCase):
    def assert_says(self, words, model, **feeds):
        with self.assertRaisesRegex(Exception, words):
            outputs_of(model, True, **feeds)

    def test_messages(self):
        self.assert_says("X.*channels|in_channels|inputs.*channels", model_of(W), x=integers(1, 1, 5, 4, 4))
        self.assert_says('auto_pad is "SAME"; it must be', model_of(W, auto_pad="SAME"), x=X)
        self.assert_says(r"kernel_shape is \[2, 3\]; it must be", model_of(W, kernel_shape=[2, 3]), x=X)
        self.assert_says("strides", model_of(W, strides=[0, 1]), x=X)
        self.assert_says("B has 3 values; it must have .* 4 output channels", model_of(W, integers(1, 3)), x=X)
        self.assert_says("rank|spatial|axes", model_of(integers(1, 2, 2, 1, 1, 1, 1)), x=integers(1, 1, 2, 1, 1, 1, 1))

    def test_a_failed_run_leaves_the_session_usable(self):
        ours = session(model_of(W), True)
        with self.assertRaises(Exception):  # noqa: B017
            ours.run(None, {"x": integers(1, 1, 5, 4, 4)})
        np.testing.assert_array_equal(ours.run(None, {"x": X})[0], outputs_of(model_of(W), x=X))

    def test_wrong_weights_are_refused_when_the_session_is_made(self):
        with self.assertRaisesRegex(Exception, "convt: "):
            session(model_of(W, shape=(1, 5, 4, 4)), True)

    def test_settings(self):
        for key, value in (("convt.override", "yes"), ("convt.threads", "0"), ("convt.threads", "2x")):
            options = onnxruntime.SessionOptions()
            options.add_session_config_entry(key, value)
            with self.subTest(key, value=value), self.assertRaisesRegex(Exception, f'{key} is "{value}"; it must be'):
                options.register_custom_ops_library(convt.onnxruntime.LIBRARY)

    def test_options_are_registered_once(self):
        options = onnxruntime.SessionOptions()
        convt.onnxruntime.register(options)
        with self.assertRaisesRegex(ValueError, "once"):
            convt.onnxruntime.register(options)


if __name__ == "__main__":
    unittest.main()
