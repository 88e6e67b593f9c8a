"""The module and the delegate in one process: one library of convt under both."""

import pathlib
import subprocess
import sys
import unittest

import convt.litert
import numpy as np

from interpreters import assert_close, computed, reference
from layers import float_layer


def libraries():
    """Of convt, in this process."""
    mapped = {line.split()[-1] for line in pathlib.Path("/proc/self/maps").read_text().splitlines() if "/" in line}
    return {path.name for path in map(pathlib.Path, mapped) if "convt" in path.name}


class OneProcess(unittest.TestCase):
    def test_module_and_delegate(self):
        model, inputs = float_layer((6, 5), (8, 4), (3, 3))
        for _ in range(2):
            convt.conv_transpose(np.ones((1, 6, 5, 8), "f4"), np.ones((3, 3, 4, 8), "f4"), 2)
            assert_close(self, computed(self, model, inputs), reference(model, inputs))
        module = pathlib.Path(convt._convt.__file__).name
        self.assertEqual(libraries(), {module, "libconvt_litert.so", "libconvt_wheel.so"})

    def test_delegate_without_the_module(self):
        """As programs of other languages load it: by its path, which is enough to find the library beside it."""
        program = "import ctypes, sys; ctypes.CDLL(sys.argv[1]); print('convt' in sys.modules)"
        done = subprocess.run([sys.executable, "-c", program, convt.litert.LIBRARY], capture_output=True, text=True)
        self.assertEqual((done.stdout.strip(), done.stderr), ("False", ""))


if __name__ == "__main__":
    unittest.main()
