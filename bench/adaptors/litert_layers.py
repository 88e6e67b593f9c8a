"""Times LiteRT with convt's delegate beside LiteRT alone, in turns, and prints Markdown.

Usage: litert_layers.py [--threads 1,2] [--rounds 7] [--seconds 0.2] [--clock wall|cpu]
Models are those of python/tests/frameworks_litert. Differences are of the largest output; of integers, in steps.
"""

import pathlib
import sys

import convt.litert
import numpy as np
from ai_edge_litert.interpreter import Interpreter
from turns import arguments, head, row

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "python/tests/frameworks_litert"))
from layers import float_layer, int8_layer  # noqa: E402

# Sizes, channels, kernel, strides.
LAYERS = (
    ((32, 24), (256, 256), (4, 4), (2, 2)),
    ((8, 8), (256, 128), (5, 5), (2, 2)),
    ((4, 4), (1024, 512), (4, 4), (2, 2)),
    ((28, 28), (512, 256), (2, 2), (2, 2)),
    ((64, 64), (64, 32), (4, 4), (2, 2)),
    ((64, 64), (32, 32), (3, 3), (2, 2)),
    ((128, 128), (16, 1), (2, 2), (2, 2)),
    ((120, 120), (56, 1), (9, 9), (3, 3)),
    ((64, 64), (8, 8), (2, 2), (2, 2)),
    ((16, 16), (16, 16), (2, 2), (2, 2)),
    ((4, 4), (8, 8), (2, 2), (2, 2)),
    ((32, 32), (64, 64), (3, 3), (1, 1)),
    ((16, 16), (256, 256), (1, 1), (1, 1)),
)


def side(model, x, threads, with_convt):
    delegates = [convt.litert.delegate(threads, estimate=False)] if with_convt else None
    interpreter = Interpreter(model_content=model, num_threads=threads, experimental_delegates=delegates)
    interpreter.allocate_tensors()
    interpreter.set_tensor(interpreter.get_input_details()[0]["index"], x)
    interpreter.invoke()
    return interpreter, interpreter.get_tensor(interpreter.get_output_details()[0]["index"])


def main():
    options = arguments(__doc__)
    head("LiteRT")
    for threads in map(int, options.threads.split(",")):
        for make, kind in ((float_layer, "float32"), (int8_layer, "int8")):
            for sizes, channels, kernel, strides in LAYERS:
                model, (x,) = make(sizes, channels, kernel, strides=strides)
                (alone, wanted), (with_convt, got) = (side(model, x, threads, which) for which in (False, True))
                wanted, got = wanted.astype(np.float32), got.astype(np.float32)
                error = np.abs(got - wanted).max() / (np.abs(wanted).max() if kind == "float32" else 1)
                name = f"{kind}, {sizes[0]}x{sizes[1]}, {kernel[0]}x{kernel[1]} s{strides[0]} {channels[0]}→{channels[1]}"
                row(name, threads, alone.invoke, with_convt.invoke, error, options)


if __name__ == "__main__":
    main()
