"""The Python examples of the pages that need OpenVINO run as they stand."""

import contextlib
import tempfile
import unittest
import unittest.mock

import numpy as np
import openvino
from openvino import opset13 as ops

from doc_examples import run_examples
from ov_models import conv, model_of, random


class Examples(unittest.TestCase):
    def test_run(self):
        self.enterContext(contextlib.chdir(self.enterContext(tempfile.TemporaryDirectory())))
        x = ops.parameter((1, 4, 5, 6), np.float32)
        openvino.save_model(model_of(conv(x, random(4, 3, 4, 4), [2, 2]), x), "model.xml")
        read = openvino.Core.read_model

        def read_saved(core, name):
            """Pages speak of model.onnx, for which this environment has no writer."""
            return read(core, name.replace(".onnx", ".xml"))

        with unittest.mock.patch.object(openvino.Core, "read_model", read_saved):
            run_examples(self, "convt.openvino")


if __name__ == "__main__":
    unittest.main()
