"""The text-detection network of rapidocr-onnxruntime, layer by layer, on a photograph."""

import importlib.util
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

import numpy as np
import onnx
import onnxruntime
from compiled_library import CompiledLibrary
from PIL import Image, ImageDraw, ImageFont

PHOTOGRAPH = pathlib.Path(__file__).parents[2] / "demo/data/astronaut.png"
TARGET = "x86-64-linux-avx2-fma-f16c"
SYSTEM = {"libc.so.6", "libm.so.6", "libstdc++.so.6", "libgcc_s.so.1", "ld-linux-x86-64.so.2"}


def model_path():
    package = importlib.util.find_spec("rapidocr_onnxruntime").submodule_search_locations[0]
    return pathlib.Path(package) / "models/ch_PP-OCRv4_det_infer.onnx"


def network_input(size):
    """The photograph with a line of text, as the network's own pipeline prepares it: BGR, normalised, channels
    first."""
    picture = Image.open(PHOTOGRAPH).convert("RGB").resize(size)
    ImageDraw.Draw(picture).text((20, 40), "transposed", fill="white", font=ImageFont.load_default(size=48))
    image = np.asarray(picture, dtype=np.float32)[..., ::-1] / 255
    mean, deviation = np.array([0.485, 0.456, 0.406]), np.array([0.229, 0.224, 0.225])
    return ((image - mean) / deviation).astype(np.float32).transpose(2, 0, 1)[None]


def values_of(image, names):
    """Values within the network, by ONNX Runtime."""
    model = onnx.load(model_path())
    for name in names:
        if all(output.name != name for output in model.graph.output):
            model.graph.output.append(onnx.helper.make_tensor_value_info(name, onnx.TensorProto.FLOAT, None))
    session = onnxruntime.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    return dict(zip(names, session.run(names, {session.get_inputs()[0].name: image})))


def loaded_bytes(archive):
    """Code and data of an archive's objects, which a program that links all of it loads; the rest of the file is for the
    linker."""
    lines = subprocess.run(["size", archive], capture_output=True, text=True, check=True).stdout.splitlines()[1:]
    return sum(int(text) + int(data) for text, data in (line.split()[:2] for line in lines))


class TextDetection(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory()
        cls.library = CompiledLibrary(model_path(), cls.folder.name, "--target", TARGET)

    def test_outputs(self):
        self.assertEqual(len(self.library.layers), 2)
        names = sorted({name for pair in self.library.layers.values() for name in pair})
        for size in ((320, 320), (512, 384)):
            values = values_of(network_input(size), names)
            for layer, (source, target) in self.library.layers.items():
                expected = values[target]
                got = self.library.run(layer, values[source], expected.shape)
                largest = np.max(np.abs(expected))
                error = np.max(np.abs(got - expected)) / largest
                print(f"{layer} at {size}: largest output {largest:.3f}, largest error {error:.1e} of it")
                self.assertGreater(largest, 0.5)
                self.assertLess(error, 1e-5)

    def test_budgets(self):
        weights = int(self.library.report.split()[-4])
        size = self.library.archive.stat().st_size
        loaded = loaded_bytes(self.library.archive)
        print(f"compiled in {self.library.seconds:.1f} s; {size} bytes, of which a program loads {loaded}; {weights} of weights")
        self.assertLess(self.library.seconds, 60)
        # Code of all strategies for six element types, of which a model uses few: 436,000 with two types, 661,000
        # before scatter.
        self.assertLess(loaded - weights, 750_000)
        self.assertLess(size - weights, 1_100_000)

    def test_needs_the_system_only(self):
        self.assertLessEqual(set(self.library.needed()), SYSTEM)

    def test_is_tuned_at_a_size(self):
        out = pathlib.Path(self.folder.name) / "tuned.json"
        done = subprocess.run([os.environ["CONVT"], "tune", str(model_path()), "--input-shape", "x=1x3x320x256", "--out",
                               str(out), "--minutes", "0.01"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        races = [json.loads(line)["request"]["desc"] for line in pathlib.Path(f"{out}.journal").open()
                 if "request" in line]
        self.assertEqual({(race["data_format"], *race["in_spatial"]) for race in races},
                         {("channels_first", 80, 64), ("channels_first", 160, 128)})


if __name__ == "__main__":
    unittest.main(verbosity=2)
