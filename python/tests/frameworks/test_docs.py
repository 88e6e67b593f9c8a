"""The Python examples of the pages run as they stand."""

import contextlib
import io
import pathlib
import re
import tempfile
import unittest

import numpy as np
import onnx

from onnx_models import model_of

ROOT = pathlib.Path(__file__).resolve().parents[3]
FENCE = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
PRINTED = re.compile(r"# prints (.*)$", re.MULTILINE)


class Examples(unittest.TestCase):
    def test_run(self):
        self.enterContext(contextlib.chdir(self.enterContext(tempfile.TemporaryDirectory())))
        onnx.save(model_of(np.ones((3, 2, 4, 4), np.float32), strides=[2, 2]), "model.onnx")  # which pages speak of
        for page in ("README.md", "docs/python.md", "docs/frameworks/onnxruntime.md"):
            examples = FENCE.findall((ROOT / page).read_text())
            self.assertTrue(examples, page)
            for example in examples:
                with self.subTest(page, example=example):
                    output = io.StringIO()
                    with contextlib.redirect_stdout(output):
                        exec(compile(example, page, "exec"), {})
                    for wanted in PRINTED.findall(example):
                        self.assertIn(wanted, output.getvalue())


if __name__ == "__main__":
    unittest.main()
