"""The Python examples of the pages that need LiteRT run as they stand."""

import contextlib
import pathlib
import tempfile
import unittest

from doc_examples import run_examples
from layers import float_layer


class Examples(unittest.TestCase):
    def test_run(self):
        self.enterContext(contextlib.chdir(self.enterContext(tempfile.TemporaryDirectory())))
        model, _ = float_layer((6, 5), (8, 8), (4, 4))
        pathlib.Path("model.tflite").write_bytes(model)  # which pages speak of
        run_examples(self, "convt.litert")


if __name__ == "__main__":
    unittest.main()
