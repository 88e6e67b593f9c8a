"""convt computes on OpenVINO's threads and starts none, which a process of its own shows: here other tests have run."""

import os
import subprocess
import sys
import unittest

import convt.openvino
import numpy as np
from openvino import opset13 as ops

from ov_models import CORE, EXACT, conv, model_of, random


def count_threads():
    """Those of this process after runs of OpenVINO alone, and then of convt in it."""
    x = ops.parameter((1, 4, 40, 40), np.float32)
    model, inputs = model_of(conv(x, random(4, 3, 4, 4), [2, 2]), x), random(1, 4, 40, 40)
    config = EXACT | {"NUM_STREAMS": 1, "INFERENCE_NUM_THREADS": 2}
    alone = CORE.compile_model(model, "CPU", config).create_infer_request()
    convt.openvino.replace(model, estimate=False)
    with_convt = CORE.compile_model(model, "CPU", config).create_infer_request()
    for request in (alone, with_convt):
        for _ in range(5):
            request.infer([inputs])
        yield len(os.listdir("/proc/self/task"))


class Threads(unittest.TestCase):
    def test_are_those_of_openvino(self):
        said = subprocess.run([sys.executable, __file__], capture_output=True, text=True, check=True).stdout
        alone, with_convt = map(int, said.split())
        self.assertLessEqual(with_convt, alone)


if __name__ == "__main__":
    print(*count_threads())
