"""The Python examples of the pages run as they stand."""

import contextlib
import io
import pathlib
import re
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[3]
FENCE = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
PRINTED = re.compile(r"# prints (.*)$", re.MULTILINE)


class Examples(unittest.TestCase):
    def test_run(self):
        for page in ("README.md", "docs/python.md", "docs/site/five-minutes.md"):
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
