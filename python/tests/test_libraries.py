"""The module's own library of convt, in processes that have another one: of the system, or of the program."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

import convt

COMPILER = shutil.which(os.environ.get("CC", "cc"))
PROGRAM = """
import numpy as np, convt
outputs = convt.conv_transpose(np.ones((1, 4, 5, 8), "f4"), np.ones((2, 2, 3, 8), "f4"), 2)
print(float(outputs.min()), convt.available_cpus() > 0)
"""


def imports_of_module():
    """Names of convt that the module takes from its library; of C++, they may stand in C as they are."""
    command = ["nm", "--dynamic", "--undefined-only", convt._convt.__file__]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    names = [line.split()[-1].partition("@")[0] for line in said.splitlines()]
    return [name for name in names if name.startswith(("convt_", "_ZN5convt", "_ZNK5convt"))]


@unittest.skipUnless(COMPILER and shutil.which("nm"), "needs a compiler and nm")
class Libraries(unittest.TestCase):
    def make_other(self, folder, version):
        """A library of the same names that ends the process when one is called."""
        names = imports_of_module()
        self.assertGreater(len(names), 10)
        source, symbols, library = (pathlib.Path(folder) / name for name in ("other.c", "other.map", "libconvt.so.0.1"))
        source.write_text("".join(f"void {name}(void) {{ __builtin_trap(); }}\n" for name in names))
        symbols.write_text(f"{version} {{ global: *; }};\n")
        options = f"-Wl,--version-script={symbols},-soname,{library.name}"
        subprocess.run([COMPILER, "-shared", "-fPIC", "-o", library, source, options], check=True)
        return str(library)

    def test_of_the_program_is_not_called(self):
        with tempfile.TemporaryDirectory() as folder:
            environment = os.environ | {"LD_PRELOAD": self.make_other(folder, "CONVT_0.1")}
            done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout.split()[-1:], done.stderr), (0, ["True"], ""))


if __name__ == "__main__":
    unittest.main()
