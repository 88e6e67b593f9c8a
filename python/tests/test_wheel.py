"""What is in the wheel that `make wheel` built, and what it asks of a system."""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest
import zipfile

import convt

WHEEL = os.environ.get("CONVT_WHEEL")
LARGEST = 6 * 10**6
NEWEST_GLIBC = (2, 35)
OPERATOR = "convt/libconvt_tensorflow.so"
LIBRARY = "convt/libconvt_wheel.so"
ADAPTORS = {
    "convt/libconvt_litert.so": {"convt_litert_report", "tflite_plugin_create_delegate",
                                 "tflite_plugin_destroy_delegate"},
    "convt/libconvt_onnxruntime.so": {"RegisterCustomOps"},
}
PYTHON = pathlib.Path(__file__).resolve().parents[1]
PACKAGE = PYTHON / "convt"
C_INTERFACE = PYTHON.parent / "tests/package/symbols.txt"


def said(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@unittest.skipUnless(WHEEL, "make test-python states the wheel")
class Wheel(unittest.TestCase):
    def setUp(self):
        self.files = zipfile.ZipFile(WHEEL)
        self.addCleanup(self.files.close)
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = folder.name

    def module(self):
        return next(name for name in self.files.namelist() if re.fullmatch(r"convt/_convt\.[\w.-]*so", name))

    def entries_of(self, name):
        """What a library exports, without versions."""
        lines = said("nm", "--dynamic", "--defined-only", self.files.extract(name, self.folder)).splitlines()
        return {line.split()[-1].partition("@")[0] for line in lines if " A " not in line}

    def dynamic_of(self, name, tag):
        lines = said("readelf", "--dynamic", self.files.extract(name, self.folder)).splitlines()
        return [re.search(r"\[(.*)\]", line)[1] for line in lines if f"({tag})" in line]

    def test_is_small(self):
        self.assertLess(os.path.getsize(WHEEL), LARGEST)

    def test_holds_the_package_alone(self):
        names = {name for name in self.files.namelist() if ".dist-info/" not in name and not name.endswith("/")}
        found = [path for end in ("py", "pyi", "typed") for path in PACKAGE.rglob(f"*.{end}")]
        sources = {f"convt/{path.relative_to(PACKAGE)}" for path in found}
        self.assertGreater(len(sources), 3)
        self.assertEqual(names, {self.module(), LIBRARY, OPERATOR, *ADAPTORS} | sources)

    def test_holds_the_kernels_once(self):
        kernel = convt.Plan((1, 8, 8, 16), (4, 4, 16, 16), 2).kernel_name.encode()
        binaries = [name for name in self.files.namelist() if name.endswith(".so")]
        self.assertEqual([name for name in binaries if kernel in self.files.read(name)], [LIBRARY])
        for name in (self.module(), *ADAPTORS):
            with self.subTest(name):
                self.assertIn(pathlib.Path(LIBRARY).name, self.dynamic_of(name, "NEEDED"))
                self.assertEqual(self.dynamic_of(name, "RUNPATH"), ["$ORIGIN"])

    def test_is_for_older_systems(self):
        tag = re.search(r"manylinux_(\d+)_(\d+)", pathlib.Path(WHEEL).name)
        self.assertIsNotNone(tag, WHEEL)
        self.assertLessEqual((int(tag[1]), int(tag[2])), NEWEST_GLIBC)

    def test_asks_for_numpy_alone(self):
        metadata = next(name for name in self.files.namelist() if name.endswith("/METADATA"))
        needed = re.findall(r"^Requires-Dist: (\w+)", self.files.read(metadata).decode(), re.MULTILINE)
        self.assertEqual(needed, ["numpy"])

    def test_libraries_export_their_entries_alone(self):
        for name, entries in ({self.module(): {"PyInit__convt"}, OPERATOR: {"convt_attach"}} | ADAPTORS).items():
            with self.subTest(name):
                self.assertEqual(self.entries_of(name), entries)

    def test_the_library_exports_the_public_interface_alone(self):
        entries = self.entries_of(LIBRARY)
        self.assertEqual({name for name in entries if name.startswith("convt_")}, set(C_INTERFACE.read_text().split()))
        foreign = [name for name in entries if not re.match(r"convt_|_ZNK?5convt(?!6detail)", name)]
        self.assertEqual(foreign, [])

    def test_libraries_need_nothing_newer(self):
        for name in (self.module(), LIBRARY, OPERATOR, *ADAPTORS):
            needed = " ".join(self.dynamic_of(name, "NEEDED"))
            for library in ("libstdc++", "Halide", "tensorflow", "onnxruntime", "LiteRt"):
                with self.subTest(name, library=library):
                    self.assertNotIn(library, needed)


if __name__ == "__main__":
    unittest.main()
