"""Kernels for WebAssembly and RISC-V: which generators Halide compiles for them, as docs/compile.md states. Objects are
made and their format is read; nothing runs.

test_other_targets.py FOLDER_OF_GENERATORS CATALOGUE
"""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

TILE = ("channel_block=8", "tile_pixels=4")
# Program, generator, parameters.
KERNELS = [
    ("direct", "conv_transpose", "rank=2", *TILE),
    ("planar", "conv_transpose", "rank=2", *TILE),
    ("rows", "conv_transpose", "rank=2", "outputs=2", *TILE),
    ("depthrows", "conv_transpose", "rank=2", "outputs=2", "channel_block=1", "tile_pixels=16"),
    ("depthwise", "conv_transpose", "rank=2", *TILE),
    ("tapped", "tapped_multiply", *TILE),
    ("tapped", "tapped_gather", "lanes=4"),
    ("scatter", "scatter_multiply", *TILE),
    ("tapplanar", "tapplanar_multiply", *TILE),
    ("winograd", "winograd_multiply", *TILE),
    ("winograd", "winograd_inputs", "tile_outputs=2", "taps=222"),
    ("winograd", "winograd_outputs", "tile_outputs=2", "taps=222"),
    ("blocks", "transpose"),
    ("blocks", "activate"),
    ("blocks", "prelu"),
]
# Halide 21 hands LLVM calls and casts of wrong types for these, and LLVM ends the program.
RISCV_FAILS = {("depthwise", "conv_transpose"), ("blocks", "transpose"), ("blocks", "activate")}
ELF_MACHINE_RISCV = 243


def compile_kernel(kernel, target):
    """The object's bytes, or None when there is no object."""
    program, generator, *parameters = kernel
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run([f"{GENERATORS}/convt_generator_{program}", "-g", generator, "-f", "kernel", "-e", "object",
                               "-o", folder, f"target={target}-{FEATURES}", *parameters], capture_output=True)
        object_file = pathlib.Path(folder) / "kernel.o"
        return object_file.read_bytes() if done.returncode == 0 and object_file.exists() else None


class OtherTargets(unittest.TestCase):
    def test_webassembly(self):
        for kernel in KERNELS:
            with self.subTest(kernel=kernel):
                code = compile_kernel(kernel, "wasm-32-wasmrt-wasm_simd128")
                self.assertIsNotNone(code)
                self.assertEqual(code[:8], b"\0asm\1\0\0\0")
                self.assertIn(b"simd128", code)

    def test_riscv(self):
        for kernel in KERNELS:
            with self.subTest(kernel=kernel):
                code = compile_kernel(kernel, "riscv-64-linux-rvv-vector_bits_128")
                if kernel[:2] in RISCV_FAILS:
                    self.assertIsNone(code, "works now: docs/compile.md and this list say that it does not")
                    continue
                self.assertIsNotNone(code)
                self.assertEqual(code[:6], b"\x7fELF\2\1")
                self.assertEqual(int.from_bytes(code[18:20], "little"), ELF_MACHINE_RISCV)


if __name__ == "__main__":
    GENERATORS = sys.argv[1]
    FEATURES = json.loads(pathlib.Path(sys.argv[2]).read_text())["features"]
    unittest.main(argv=sys.argv[:1], verbosity=2)
