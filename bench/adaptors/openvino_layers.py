"""Times OpenVINO with convt's operator beside OpenVINO alone, in turns, and prints Markdown: single layers, then layers
between two convolutions, for which OpenVINO changes the order of its tensors.

Usage: openvino_layers.py [--threads 1,2] [--rounds 7] [--seconds 0.2] [--clock wall|cpu]
Models are those of python/tests/frameworks_openvino. Differences are of the largest output.
"""

import pathlib
import sys

import convt.openvino
import numpy as np
from openvino import opset13 as ops
from turns import arguments, head, row

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "python/tests/frameworks_openvino"))
from ov_models import CORE, EXACT, conv, model_of, random  # noqa: E402

# Spatial sizes, channels, kernel, stride.
LAYERS = (
    ((32, 24), (256, 256), (4, 4), 2),
    ((8, 8), (256, 128), (5, 5), 2),
    ((4, 4), (1024, 512), (4, 4), 2),
    ((200,), (512, 256), (16,), 8),
    ((28, 28), (512, 256), (2, 2), 2),
    ((16, 16, 16), (128, 64), (2, 2, 2), 2),
    ((64, 64), (64, 32), (4, 4), 2),
    ((128, 128), (16, 1), (2, 2), 2),
    ((16, 16), (16, 16), (2, 2), 2),
    ((4, 4), (8, 8), (2, 2), 2),
    ((32, 32), (64, 64), (3, 3), 1),
)
BETWEEN = (
    ((28, 28), (256, 128), (2, 2), 2),
    ((64, 64), (32, 32), (2, 2), 2),
    ((32, 24), (128, 128), (4, 4), 2),
    ((64, 64), (32, 16), (4, 4), 2),
    ((16, 16), (256, 128), (3, 3), 2),
    ((32, 32), (64, 64), (3, 3), 1),
)


def plain(x, ins, outs):
    weights = ops.constant(random(outs, ins, 3, 3))
    return ops.relu(ops.convolution(x, weights, [1, 1], [1, 1], [1, 1], [1, 1]))


def model(sizes, channels, kernel, stride, between):
    ins, outs = channels
    x = ops.parameter((1, ins, *sizes), np.float32)
    y = plain(x, ins, ins) if between else x
    y = conv(y, random(ins, outs, *kernel), [stride] * len(sizes))
    y = ops.relu(ops.add(y, ops.constant(random(1, outs, *[1] * len(sizes)))))
    return model_of(plain(y, outs, outs) if between else y, x)


def request(read, x, threads):
    config = EXACT | {"INFERENCE_NUM_THREADS": threads, "NUM_STREAMS": 1}
    made = CORE.compile_model(read, "CPU", config).create_infer_request()
    made.infer([x])
    return made, made.get_output_tensor().data.copy()


def main():
    options = arguments(__doc__)
    head("OpenVINO")
    for threads in map(int, options.threads.split(",")):
        for layers, between in ((LAYERS, False), (BETWEEN, True)):
            for sizes, channels, kernel, stride in layers:
                read, x = model(sizes, channels, kernel, stride, between), random(1, channels[0], *sizes)
                alone, wanted = request(read, x, threads)
                convt.openvino.replace(read, estimate=False)
                with_convt, got = request(read, x, threads)
                error = np.abs(got - wanted).max() / np.abs(wanted).max()
                text = ["x".join(map(str, axes)) for axes in (sizes, kernel)]
                name = f"{text[0]}, {text[1]} s{stride} {channels[0]}→{channels[1]}"
                name += ", between convolutions" if between else ""
                row(name, threads, alone.infer, with_convt.infer, error, options)


if __name__ == "__main__":
    main()
