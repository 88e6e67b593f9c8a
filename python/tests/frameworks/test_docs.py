"""The Python examples of the pages that need nothing but JAX and ONNX Runtime run as they stand."""

import contextlib
import tempfile
import unittest

import numpy as np
import onnx

from doc_examples import run_examples
from onnx_models import model_of


class Examples(unittest.TestCase):
    def test_run(self):
        self.enterContext(contextlib.chdir(self.enterContext(tempfile.TemporaryDirectory())))
        onnx.save(model_of(np.ones((3, 2, 4, 4), np.float32), strides=[2, 2]), "model.onnx")  # which pages speak of
        run_examples(self)


if __name__ == "__main__":
    unittest.main()
