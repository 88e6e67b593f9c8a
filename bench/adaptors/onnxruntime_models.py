#!/usr/bin/env python3
"""Times ONNX Runtime with convt registered beside ONNX Runtime alone, in turns, and prints Markdown: single layers, and
the text-detection network of the wheel rapidocr-onnxruntime.

Usage: onnxruntime_models.py [--threads 1,2] [--rounds 9] [--seconds 0.3] [--model FILE]
"""

import argparse
import statistics
import time

import convt.onnxruntime
import numpy as np
import onnx
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

# Name, shape of X, shape of W, attributes.
LAYERS = (
    ("pose estimation, 4x4 s2 256→256", (1, 256, 32, 24), (256, 256, 4, 4), {"strides": [2, 2], "pads": [1] * 4}),
    ("DCGAN, 4x4 s2 1024→512", (1, 1024, 4, 4), (1024, 512, 4, 4), {"strides": [2, 2], "pads": [1] * 4}),
    ("DCGAN, 5x5 s2 256→128", (1, 256, 8, 8), (256, 128, 5, 5),
     {"strides": [2, 2], "pads": [2] * 4, "output_padding": [1, 1]}),
    ("HiFi-GAN, 1-D 16 s8 512→256", (1, 512, 200), (512, 256, 16), {"strides": [8], "pads": [4, 4]}),
    ("U-Net, 2x2 s2 512→256", (1, 512, 28, 28), (512, 256, 2, 2), {"strides": [2, 2]}),
    ("3-D U-Net, 2x2x2 s2 128→64", (1, 128, 16, 16, 16), (128, 64, 2, 2, 2), {"strides": [2, 2, 2]}),
)
PAGES = ((320, 320), (736, 736))


def page(height, width):
    """Rows of signs on white, so that the network finds text."""
    rng = np.random.default_rng(2)
    image = np.ones((height, width), np.float32)
    for top in range(20, height - 30, 40):
        for left in range(20, width - 40, 14):
            if rng.random() < 0.85:
                image[top : top + 18, left : left + 10] = 1 - 2 * np.kron(rng.random((6, 5)) < 0.5, np.ones((3, 2)))
    return np.repeat(image[None, None], 3, axis=1)


def layer_model(inputs, weights, attributes):
    rng = np.random.default_rng(1)
    constants = {"w": rng.standard_normal(weights), "b": rng.standard_normal(weights[1] * attributes.get("group", 1))}
    node = helper.make_node("ConvTranspose", ["x", "w", "b"], ["y"], **attributes)
    graph = helper.make_graph([node], "layer", [helper.make_tensor_value_info("x", TensorProto.FLOAT, inputs)],
                              [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
                              [numpy_helper.from_array(v.astype(np.float32), n) for n, v in constants.items()])
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)


class Side:
    """A session with its inputs and outputs bound, so that a run is the operators alone."""

    def __init__(self, model, x, threads, with_convt):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.log_severity_level = 3
        if with_convt:
            convt.onnxruntime.register(options)
        self.session = onnxruntime.InferenceSession(model.SerializeToString(), options, ["CPUExecutionProvider"])
        name, output = self.session.get_inputs()[0].name, self.session.get_outputs()[0].name
        self.outputs = self.session.run(None, {name: x})[0]
        self.binding = self.session.io_binding()
        self.binding.bind_cpu_input(name, x)
        self.binding.bind_output(output, "cpu")

    def milliseconds(self, seconds):
        """The median of runs within so many seconds, after two that wake the threads."""
        for _ in range(2):
            self.session.run_with_iobinding(self.binding)
        times, end = [], time.perf_counter() + seconds
        while time.perf_counter() < end or len(times) < 3:
            begin = time.perf_counter()
            self.session.run_with_iobinding(self.binding)
            times.append(1e3 * (time.perf_counter() - begin))
        return statistics.median(times)


def row(name, model, x, threads, options):
    alone, with_convt = (Side(model, x, threads, which) for which in (False, True))
    error = np.abs(alone.outputs - with_convt.outputs).max() / np.abs(alone.outputs).max()
    rounds = [[side.milliseconds(options.seconds) for side in (alone, with_convt)] for _ in range(options.rounds)]
    ratio = statistics.median(a / b for a, b in rounds)
    best = [min(times) for times in zip(*rounds, strict=True)]
    print(f"| {name} | {threads} | {best[0]:.2f} | {best[1]:.2f} | {ratio:.2f} | {error:.0e} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", default="1,2", help="numbers of threads [1,2]")
    parser.add_argument("--rounds", type=int, default=9, help="turns of each side [9]")
    parser.add_argument("--seconds", type=float, default=0.3, help="of a turn [0.3]")
    parser.add_argument("--model", help="the text-detection network; without it layers alone are timed")
    options = parser.parse_args()
    print("| layer or model | threads | ONNX Runtime, ms | with convt, ms | ratio | largest difference |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    rng = np.random.default_rng(2)
    for threads in map(int, options.threads.split(",")):
        for name, inputs, weights, attributes in LAYERS:
            x = rng.standard_normal(inputs).astype(np.float32)
            row(name, layer_model(inputs, weights, attributes), x, threads, options)
        for size in PAGES if options.model else ():
            row(f"text detection, {size[0]}x{size[1]}", onnx.load(options.model), page(*size), threads, options)


if __name__ == "__main__":
    main()
