"""What is in the wheel that `make wheel` built, and what it asks of a system."""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest
import zipfile

WHEEL = os.environ.get("CONVT_WHEEL")
LARGEST = 7 * 10**6
NEWEST_GLIBC = (2, 35)
OPERATOR = "convt/libconvt_tensorflow.so"
ADAPTORS = {
    "convt/libconvt_litert.so": {"convt_litert_report", "tflite_plugin_create_delegate",
                                 "tflite_plugin_destroy_delegate"},
    "convt/libconvt_onnxruntime.so": {"RegisterCustomOps"},
}
PACKAGE = pathlib.Path(__file__).resolve().parents[1] / "convt"


def said(*command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


@unittest.skipUnless(WHEEL, "make test-python states the wheel")
class Wheel(unittest.TestCase):
    def setUp(self):
        self.files = zipfile.ZipFile(WHEEL)
        self.addCleanup(self.files.close)

    def module(self):
        return next(name for name in self.files.namelist() if re.fullmatch(r"convt/_convt\.[\w.-]*so", name))

    def test_is_small(self):
        self.assertLess(os.path.getsize(WHEEL), LARGEST)

    def test_holds_the_package_alone(self):
        names = {name for name in self.files.namelist() if ".dist-info/" not in name and not name.endswith("/")}
        found = [path for end in ("py", "pyi", "typed") for path in PACKAGE.rglob(f"*.{end}")]
        sources = {f"convt/{path.relative_to(PACKAGE)}" for path in found}
        self.assertGreater(len(sources), 3)
        self.assertEqual(names, {self.module(), OPERATOR, *ADAPTORS} | sources)

    def test_is_for_older_systems(self):
        tag = re.search(r"manylinux_(\d+)_(\d+)", pathlib.Path(WHEEL).name)
        self.assertIsNotNone(tag, WHEEL)
        self.assertLessEqual((int(tag[1]), int(tag[2])), NEWEST_GLIBC)

    def test_asks_for_numpy_alone(self):
        metadata = next(name for name in self.files.namelist() if name.endswith("/METADATA"))
        needed = re.findall(r"^Requires-Dist: (\w+)", self.files.read(metadata).decode(), re.MULTILINE)
        self.assertEqual(needed, ["numpy"])

    def test_libraries_export_their_entries_alone(self):
        libraries = {self.module(): {"PyInit__convt"}, OPERATOR: {"convt_attach"}} | ADAPTORS
        for name, entries in libraries.items():
            with self.subTest(name), tempfile.TemporaryDirectory() as folder:
                path = self.files.extract(name, folder)
                symbols = said("nm", "--dynamic", "--defined-only", path)
                needed = "".join(line for line in said("readelf", "--dynamic", path).splitlines() if "(NEEDED)" in line)
                defined = {line.split()[-1].partition("@")[0] for line in symbols.splitlines()}
                self.assertEqual(defined, entries)
                for library in ("libstdc++", "Halide", "tensorflow", "onnxruntime", "LiteRt"):
                    self.assertNotIn(library, needed)


if __name__ == "__main__":
    unittest.main()
