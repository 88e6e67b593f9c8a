"""Quantised models made at random against ONNX Runtime, which computes them in float32.

With scales that are powers of two every step of its is exact, so all outputs are equal. With others, its sums are
rounded before they are scaled, so that outputs may differ by 1 where a value lies halfway.
"""

import pathlib
import random
import tempfile
import unittest

import numpy as np
import onnx
import onnxruntime
from compiled_library import CompiledLibrary
from onnx import TensorProto, helper, numpy_helper

MODELS = 6
LAYERS_EACH = 6
TYPES = {np.int8: TensorProto.INT8, np.uint8: TensorProto.UINT8}


class QuantizedModel:
    """Layers side by side, each with an input and an output of its own."""

    def __init__(self, seed, exact):
        self.random, self.numbers, self.exact = random.Random(seed), np.random.default_rng(seed), exact
        self.nodes, self.constants, self.feeds, self.inputs, self.outputs = [], [], {}, [], []
        for index in range(LAYERS_EACH):
            self.add_layer(f"l{index}")

    def constant(self, name, array):
        self.constants.append(numpy_helper.from_array(np.asarray(array), name))
        return name

    def scales(self, low, high, count=None):
        """Between 2^low and 2^high."""
        if self.exact:
            return np.exp2(self.numbers.integers(low, high + 1, count)).astype(np.float32)
        return np.exp2(self.numbers.uniform(low, high, count)).astype(np.float32)

    def integers(self, kind, shape=()):
        limits = np.iinfo(kind)
        return self.numbers.integers(limits.min, limits.max + 1, shape).astype(kind)

    def add_layer(self, name):
        pick = self.random
        rank, groups = pick.choice((1, 2, 2, 3)), pick.choice((1, 1, 2))
        c_in, c_out = groups * pick.randint(1, 12), groups * pick.randint(1, 12)
        kernel = [pick.randint(1, 4) for _ in range(rank)]
        x_type, y_type = pick.choice(list(TYPES)), pick.choice(list(TYPES))
        shape = [pick.randint(1, 2), c_in, *(pick.randint(2, 7) for _ in range(rank))]
        self.feeds[f"{name}_x"] = self.integers(x_type, shape)
        self.inputs.append(helper.make_tensor_value_info(f"{name}_x", TYPES[x_type], shape))
        x_scale = self.scales(-6, -2)
        w_scale = self.scales(-7, -5, pick.choice((None, c_out // groups)))
        node = helper.make_node
        self.nodes.append(node("DequantizeLinear", [f"{name}_x", self.constant(f"{name}_xs", x_scale),
                                                    self.constant(f"{name}_xz", self.integers(x_type))], [f"{name}_xd"]))
        weights = self.constant(f"{name}_w", self.integers(np.int8, [c_in, c_out // groups, *kernel]))
        self.nodes.append(node("DequantizeLinear", [weights, self.constant(f"{name}_ws", w_scale)], [f"{name}_wd"], axis=1))
        operands = [f"{name}_xd", f"{name}_wd"]
        if pick.random() < 0.7:
            unit = np.broadcast_to(x_scale * np.tile(w_scale, groups if w_scale.ndim else 1), c_out).astype(np.float32)
            bias = self.constant(f"{name}_b", self.numbers.integers(-5000, 5000, c_out).astype(np.int32))
            self.nodes.append(node("DequantizeLinear", [bias, self.constant(f"{name}_bs", unit)], [f"{name}_bd"], axis=0))
            operands.append(f"{name}_bd")
        pads = [pick.randint(0, (k - 1) // 2) for k in kernel * 2]
        self.nodes.append(node("ConvTranspose", operands, [f"{name}_t"], name, group=groups, pads=pads,
                               strides=[pick.randint(1, 3) for _ in range(rank)]))
        last = f"{name}_t"
        if pick.random() < 0.5:
            self.nodes.append(node("Relu", [last], [f"{name}_r"]))
            last = f"{name}_r"
        self.nodes.append(node("QuantizeLinear", [last, self.constant(f"{name}_ys", self.scales(-3, 0)),
                                                  self.constant(f"{name}_yz", self.integers(y_type))], [f"{name}_y"]))
        self.outputs.append(helper.make_tensor_value_info(f"{name}_y", TYPES[y_type], None))

    def model(self):
        graph = helper.make_graph(self.nodes, "quantized", self.inputs, self.outputs, self.constants)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 21)], ir_version=10)


class QuantizedModels(unittest.TestCase):
    def differences(self, exact):
        """Of all layers: outputs, those that differ, and the largest difference."""
        total = differing = largest = 0
        for seed in range(MODELS):
            case = QuantizedModel(seed, exact)
            with tempfile.TemporaryDirectory() as folder:
                path = pathlib.Path(folder) / "model.onnx"
                onnx.save(case.model(), path)
                options = onnxruntime.SessionOptions()
                options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
                session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
                names = [output.name for output in case.outputs]
                expected = dict(zip(names, session.run(names, case.feeds)))
                library = CompiledLibrary(path, folder)
                self.assertEqual(sorted(target for _, target in library.layers.values()), sorted(names))
                for layer, (source, target) in library.layers.items():
                    got = library.run(layer, case.feeds[source], expected[target].shape)
                    self.assertEqual(got.dtype, expected[target].dtype)
                    off = np.abs(got.astype(int) - expected[target].astype(int))
                    total, differing, largest = total + off.size, differing + np.count_nonzero(off), max(largest, off.max())
        print(f"{'exact' if exact else 'other'} scales: {differing} of {total} outputs differ, by {largest} at most")
        return total, differing, largest

    def test_exact_scales(self):
        self.assertEqual(self.differences(True)[1], 0)

    def test_other_scales(self):
        total, differing, largest = self.differences(False)
        self.assertLessEqual(largest, 1)
        self.assertLess(differing, total / 1000)


if __name__ == "__main__":
    unittest.main(verbosity=2)
