"""The Python examples of the pages, which run as they stand."""

import contextlib
import io
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGES = ("README.md", "docs/python.md", "docs/frameworks/onnxruntime.md", "docs/site/five-minutes.md",
         "docs/frameworks/pytorch.md", "docs/frameworks/litert.md", "docs/frameworks/openvino.md")
FENCE = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
PRINTED = re.compile(r"# prints (.*)$", re.MULTILINE)
# Modules that need an environment of their own, where their tests lie.
APART = ("convt.tensorflow", "convt.torch", "convt.litert", "convt.openvino")


def run_examples(test, module=None):
    """Runs those that use a module of APART, or those that use none of them; returns how many."""
    count = 0
    for page in PAGES:
        for example in FENCE.findall((ROOT / page).read_text()):
            used = next((name for name in APART if name in example), None)
            if used != module:
                continue
            count += 1
            with test.subTest(page, example=example):
                output = io.StringIO()
                with contextlib.redirect_stdout(output):
                    exec(compile(example, page, "exec"), {})
                for wanted in PRINTED.findall(example):
                    test.assertIn(wanted, output.getvalue())
    test.assertGreater(count, 0, "no page has such an example")
    return count
