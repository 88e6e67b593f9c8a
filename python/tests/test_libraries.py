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
print(convt.conv_transpose(np.ones((1, 4, 5, 8), "f4"), np.ones((2, 2, 3, 8), "f4"), 2).shape, convt.available_cpus() > 0)
"""


def imports_of_module():
    """Names of convt that the module takes from its library; of C++, they may stand in C as they are."""
    said = subprocess.run(["nm", "--dynamic", "--undefined-only", convt._convt.__file__], capture_output=True, text=True,
                          check=True).stdout
    names = [line.split()[-1].partition("@")[0] for line in said.splitlines()]
    return [name for name in names if name.startswith(("convt_", "_ZN5convt", "_ZNK5convt"))]


@unittest.skipUnless(COMPILER and shutil.which("nm"), "needs a compiler and nm")
class Libraries(unittest.TestCase):
    def make_other(self, folder, version):
        """A library of the same names that ends the process when one is called."""
        names = imports_of_module()
        self.assertGreater(len(names), 10)
        folder = pathlib.Path(folder)
        (folder / "other.c").write_text("void abort(void);\n" + "".join(f"void {name}(void) {{ abort(); }}\n" for name in names))
        (folder / "other.map").write_text(f"{version} {{ global: *; }};\n")
        subprocess.run([COMPILER, "-shared", "-fPIC", "-fno-builtin", "-o", folder / "libconvt.so.0.1", folder / "other.c",
                        f"-Wl,--version-script={folder}/other.map,-soname,libconvt.so.0.1"], check=True)
        return str(folder / "libconvt.so.0.1")

    def test_of_the_program_is_not_called(self):
        with tempfile.TemporaryDirectory() as folder:
            environment = os.environ | {"LD_PRELOAD": self.make_other(folder, "CONVT_0.1")}
            done = subprocess.run([sys.executable, "-c", PROGRAM], env=environment, capture_output=True, text=True)
        self.assertEqual((done.returncode, done.stdout.split()[-1:], done.stderr), (0, ["True"], ""))


if __name__ == "__main__":
    unittest.main()
