"""The project's own declarations of TensorFlow's C interface are those of TensorFlow's headers."""

import os
import pathlib
import subprocess
import tempfile
import unittest

import tensorflow as tf

HERE = pathlib.Path(__file__).resolve().parent
DECLARATIONS = HERE.parents[1] / "src/tensorflow/c_api.hpp"


def compile_with(declarations):
    """What the compiler says of a file of declarations beside TensorFlow's headers."""
    return subprocess.run([os.environ.get("CXX", "g++"), "-std=c++20", "-fsyntax-only", "-isystem",
                           tf.sysconfig.get_include(), f'-DCONVT_DECLARATIONS="{declarations}"',
                           HERE / "declarations.cpp"], capture_output=True, text=True, check=False, timeout=300)


class Declarations(unittest.TestCase):
    def test_are_tensorflows(self):
        done = compile_with(DECLARATIONS)
        self.assertEqual(done.returncode, 0, done.stderr)

    def test_that_differ_are_found(self):
        text = DECLARATIONS.read_text()
        for found, other in (("int TF_NumDims(", "long TF_NumDims("), ("kTfHalf = static_cast<TF_DataType>(19)",
                                                                       "kTfHalf = static_cast<TF_DataType>(18)")):
            self.assertIn(found, text)
            with tempfile.TemporaryDirectory() as folder, self.subTest(other):
                changed = pathlib.Path(folder, "c_api.hpp")
                changed.write_text(text.replace(found, other))
                self.assertNotEqual(compile_with(changed).returncode, 0)


if __name__ == "__main__":
    unittest.main()
