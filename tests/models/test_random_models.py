"""Models made at random: every attribute, opset, rank and tail, against ONNX Runtime."""

import pathlib
import random
import tempfile
import unittest

import numpy as np
import onnx
import onnxruntime
from compiled_library import CompiledLibrary
from onnx import TensorProto, helper, numpy_helper

MODELS = 12
LAYERS_EACH = 8
OPSETS = (7, 9, 11, 13, 15, 18, 22)


class RandomModel:
    """Layers side by side, each with an input and an output of its own."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.numbers = np.random.default_rng(seed)
        self.opset = self.random.choice(OPSETS)
        self.nodes, self.constants, self.feeds, self.open_inputs, self.outputs = [], [], {}, [], []
        for index in range(LAYERS_EACH):
            self.add_layer(f"l{index}")

    def constant(self, name, array):
        tensor = numpy_helper.from_array(np.asarray(array), name)
        if self.random.random() < 0.5:
            self.constants.append(tensor)
        else:
            self.nodes.append(helper.make_node("Constant", [], [name], value=tensor))
        return name

    def floats(self, *shape):
        return self.numbers.uniform(-1, 1, shape).astype(np.float32)

    def add_layer(self, name):
        pick = self.random
        rank = pick.choice((1, 2, 2, 2, 3))
        groups = pick.choice((1, 1, 2))
        channels_in, channels_out = groups * pick.randint(1, 20), groups * pick.randint(1, 20)
        kernel = [pick.randint(1, 4) for _ in range(rank)]
        attributes = {"strides": [pick.randint(1, 3) for _ in range(rank)],
                      "dilations": [pick.choice((1, 1, 2)) for _ in range(rank)], "group": groups}
        spatial = [pick.randint(3, 8) for _ in range(rank)]
        self.add_padding(attributes, kernel, spatial)
        shape = [pick.randint(1, 2), channels_in, *spatial]
        fixed = "output_shape" in attributes or pick.random() < 0.5
        self.feeds[f"{name}_x"] = self.floats(*shape)
        self.open_inputs.append((f"{name}_x", shape if fixed else [None, channels_in] + [None] * rank))
        inputs = [f"{name}_x", self.constant(f"{name}_w", self.floats(channels_in, channels_out // groups, *kernel))]
        if pick.random() < 0.5:
            inputs.append(self.constant(f"{name}_b", self.floats(channels_out)))
        self.nodes.append(helper.make_node("ConvTranspose", inputs, [f"{name}_0"], name, **attributes))
        self.outputs.append(self.add_tail(name, channels_out, rank))

    def add_padding(self, attributes, kernel, spatial):
        pick, rank = self.random, len(kernel)
        kind = pick.choice(("pads", "pads", "SAME_UPPER", "SAME_LOWER", "VALID", "output_shape"))
        if kind == "pads":
            # No more than keeps at least one output.
            attributes["pads"] = [pick.randint(0, (k - 1) // 2) for k in kernel * 2]
            attributes["output_padding"] = [pick.randint(0, s - 1) for s in attributes["strides"]]
        elif kind == "output_shape":
            attributes["output_shape"] = [
                (i - 1) * s + (k - 1) * d + 1 - pick.randint(0, k - 1)
                for i, s, k, d in zip(spatial, attributes["strides"], kernel, attributes["dilations"])]
            if pick.random() < 0.5:
                attributes["auto_pad"] = pick.choice(("SAME_UPPER", "SAME_LOWER"))
        else:
            attributes["auto_pad"] = kind
        if pick.random() < 0.5:
            attributes["kernel_shape"] = kernel

    def add_tail(self, name, channels, rank):
        pick, value = self.random, f"{name}_0"

        def then(kind, *inputs, **attributes):
            nonlocal value
            following = f"{name}_{len(self.nodes)}n"
            self.nodes.append(helper.make_node(kind, [value, *inputs], [following], **attributes))
            value = following

        per_channel = [1, channels] + [1] * rank
        for _ in range(pick.randint(0, 2)):
            number = len(self.nodes)
            kind = pick.choice(("Add", "Sub", "Mul", "Div", "BatchNormalization"))
            if kind == "BatchNormalization":
                parts = [self.floats(channels) for _ in range(3)] + [np.abs(self.floats(channels)) + np.float32(0.1)]
                then(kind, *(self.constant(f"{name}_{number}c{i}", part) for i, part in enumerate(parts)))
            else:
                then(kind, self.constant(f"{name}_{number}c", self.floats(*per_channel) + np.float32(2)))
        kind = pick.choice((None, "Relu", "LeakyRelu", "PRelu", "Sigmoid", "Tanh", "HardSwish", "Clip"))
        if kind == "LeakyRelu":
            then(kind, alpha=0.3)
        elif kind == "PRelu":
            then(kind, self.constant(f"{name}_slopes", self.floats(*per_channel[pick.choice((0, 1)):])))
        elif kind == "HardSwish" and self.opset < 14:
            before = value
            then("HardSigmoid", alpha=1 / 6, beta=0.5)
            then("Mul", before)
        elif kind == "Clip" and self.opset < 11:
            then(kind, min=-0.5, max=1.5)
        elif kind == "Clip":
            then(kind, self.constant(f"{name}_low", np.float32(-0.5)), self.constant(f"{name}_high", np.float32(1.5)))
        elif kind:
            then(kind)
        return value

    def model(self):
        info = helper.make_tensor_value_info
        graph = helper.make_graph(self.nodes, "random", [info(n, TensorProto.FLOAT, s) for n, s in self.open_inputs],
                                  [info(n, TensorProto.FLOAT, None) for n in self.outputs], self.constants)
        return helper.make_model(graph, opset_imports=[helper.make_opsetid("", self.opset)], ir_version=8)


class RandomModels(unittest.TestCase):
    def test_outputs(self):
        for seed in range(MODELS):
            with self.subTest(seed=seed), tempfile.TemporaryDirectory() as folder:
                self.compare(RandomModel(seed), pathlib.Path(folder))

    def compare(self, case, folder):
        path = folder / "model.onnx"
        onnx.save(case.model(), path)
        session = onnxruntime.InferenceSession(path, providers=["CPUExecutionProvider"])
        expected = dict(zip(case.outputs, session.run(case.outputs, case.feeds)))
        library = CompiledLibrary(path, folder)
        self.assertEqual(sorted(target for _, target in library.layers.values()), sorted(case.outputs))
        for layer, (source, target) in library.layers.items():
            got = library.run(layer, case.feeds[source], expected[target].shape)
            np.testing.assert_allclose(got, expected[target], rtol=2e-4, atol=2e-4, err_msg=f"{layer}: {target}")


if __name__ == "__main__":
    unittest.main(verbosity=2)
