"""Compiles a model with `convt compile` and calls the library that comes of it."""

import ctypes
import os
import pathlib
import re
import subprocess
import time

import numpy as np

NAME = "net"
# Of C, and of what numpy has; layers of 16 bits are not run here.
TYPES = {"float": np.float32, "double": np.float64, "int8_t": np.int8, "uint8_t": np.uint8}


class CompiledLibrary:
    """A model's layers. `layers` has, for each function, the values that it computes from and to."""

    def __init__(self, model, folder, *options):
        self.folder = pathlib.Path(folder)
        start = time.monotonic()
        self.report = subprocess.run(
            [os.environ["CONVT"], "compile", str(model), "--name", NAME, "--out", str(folder), *options],
            check=True, capture_output=True, text=True).stdout
        self.seconds = time.monotonic() - start
        self.archive = self.folder / f"lib{NAME}.a"
        header = (self.folder / f"{NAME}.h").read_text()
        self.layers = {name: (source, target) for target, source, name in re.findall(
            rf"Computes '([^']*)' from '([^']*)'.*?int {NAME}_(\w+)\(", header, re.DOTALL)}
        self.signatures = dict(re.findall(rf"int {NAME}_(\w+)\({NAME}_context\* context, ([^)]*)\)", header))
        self.library = self._load()
        self.context = ctypes.c_void_p()
        assert self.library[f"{NAME}_context_create"](2, ctypes.byref(self.context)) == 0

    def _load(self):
        shared = self.folder / f"lib{NAME}.so"
        subprocess.run([os.environ["CXX"], "-shared", "-Wl,--no-undefined", "-o", str(shared), "-Wl,--whole-archive",
                        str(self.archive), "-Wl,--no-whole-archive", "-lpthread"], check=True)
        return ctypes.CDLL(str(shared))

    def needed(self):
        """Names of the shared libraries that an app with this library needs."""
        text = subprocess.run(["readelf", "-d", str(self.folder / f"lib{NAME}.so")], check=True,
                              capture_output=True, text=True).stdout
        return re.findall(r"\(NEEDED\).*\[(.*)\]", text)

    def run(self, layer, inputs, shape):
        """The layer's outputs, of the given shape, in the types that the header states."""
        kinds = re.findall(r"(\w+)\* (?:inputs|outputs)", self.signatures[layer])
        inputs = np.ascontiguousarray(inputs, dtype=TYPES[kinds[0]])
        outputs = np.zeros(shape, dtype=TYPES[kinds[1]])
        sizes = dict(zip(("batch", "depth", "height", "width") if inputs.ndim == 5 else
                         ("batch", "height", "width") if inputs.ndim == 4 else ("batch", "width"),
                         (inputs.shape[0], *inputs.shape[2:])))
        open_sizes = [ctypes.c_int64(sizes[name]) for name in re.findall(r"int64_t (\w+)", self.signatures[layer])]
        if outputs.dtype.kind == "f":
            outputs.fill(np.nan)
        status = self.library[f"{NAME}_{layer}"](self.context, *open_sizes, inputs.ctypes.data_as(ctypes.c_void_p),
                                                 outputs.ctypes.data_as(ctypes.c_void_p))
        self.library[f"{NAME}_error"].restype = ctypes.c_char_p
        assert status == 0, self.library[f"{NAME}_error"](self.context)
        return outputs
