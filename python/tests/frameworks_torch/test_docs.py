"""The Python examples of PyTorch's page run as they stand."""

import contextlib
import io
import pathlib
import re
import unittest

PAGE = pathlib.Path(__file__).resolve().parents[3] / "docs/frameworks/pytorch.md"
FENCE = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
PRINTED = re.compile(r"# prints (.*)$", re.MULTILINE)


class Examples(unittest.TestCase):
    def test_run(self):
        examples = FENCE.findall(PAGE.read_text())
        self.assertEqual(len(examples), 2)
        for example in examples:
            output = io.StringIO()
            with self.subTest(example), contextlib.redirect_stdout(output):
                exec(compile(example, str(PAGE), "exec"), {})
            for wanted in PRINTED.findall(example):
                self.assertIn(wanted, output.getvalue())


if __name__ == "__main__":
    unittest.main()
