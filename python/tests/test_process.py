"""Importing, and the end of the process."""

import subprocess
import sys
import unittest

LONGEST_IMPORT = 0.030  # seconds

USED = """
import numpy as np, threading, convt
x, w = np.ones((1, 6, 6, 8), "f4"), np.ones((3, 3, 8, 8), "f4")
kept = [convt.Plan(x.shape, w.shape, 2)]
packed = kept[0].pack(w)
outputs = convt.conv_transpose(x, w, 2)
def forever():
    while True:
        convt.conv_transpose(x, w, 2)
threading.Thread(target=forever, daemon=True).start()
convt.still_there = (kept, packed, outputs)
"""


def run(program):
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)


class Process(unittest.TestCase):
    def test_ends_in_silence(self):
        for _ in range(3):
            done = run(USED)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, "", ""))

    def test_importing_imports_nothing_large(self):
        done = run("import sys; before = set(sys.modules); import convt; print(*set(sys.modules) - before)")
        self.assertEqual(done.stderr, "")
        foreign = {name for name in done.stdout.split() if not name.startswith("convt")}
        self.assertLessEqual(foreign, {"atexit"})

    def test_importing_is_quick(self):
        """In the fastest of some processes: others may have been disturbed."""
        timed = "import time; begin = time.perf_counter(); import convt; print(time.perf_counter() - begin)"
        self.assertLess(min(float(run(timed).stdout) for _ in range(5)), LONGEST_IMPORT)

    def test_a_cap_that_names_no_tier_is_an_error(self):
        done = run("import os; os.environ['CONVT_MAX_ISA'] = 'sse9'; import convt; convt.Plan((1, 4, 2), (2, 2, 2))")
        self.assertIn("CONVT_MAX_ISA", done.stderr.splitlines()[-1])

    def test_names_have_stubs(self):
        import ast
        import pathlib

        import convt

        stub = ast.parse((pathlib.Path(convt.__file__).parent / "_convt.pyi").read_text())
        stated = {node.name for node in stub.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
        stated |= {node.target.id for node in stub.body if isinstance(node, ast.AnnAssign)}
        self.assertEqual(set(convt.__all__) - stated, set())
        for kind in (node for node in stub.body if isinstance(node, ast.ClassDef) and hasattr(convt, node.name)):
            members = {node.name for node in kind.body} - {"__init__"}
            has = {name for name in vars(getattr(convt, kind.name)) if not name.startswith("_")}
            self.assertEqual(members, has, kind.name)

    def test_every_name_is_documented(self):
        import convt

        for name in set(convt.__all__) - {"__version__"}:
            self.assertTrue(getattr(convt, name).__doc__, name)


if __name__ == "__main__":
    unittest.main()
