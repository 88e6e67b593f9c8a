"""Which changes of the sources change the identities of which kernels. Builds the programs of some kernels from a copy of the
sources, again after each change, and compares the identities of the objects that they make.

test_schedule_ids.py CMAKE VENV
"""

import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "generators"))

from schedule_ids import object_id, schedule_id  # noqa: E402

DIRECT = "convt_2d_nhwc_f32_direct_c4p8_base"
PLANAR = "convt_2d_nhwc_f32_planar_c4p8_base"
WINOGRAD2 = "convt_1d_nwc_f32_winograd2_c8p5_base"  # up to 4 nodes
WINOGRAD4 = "convt_1d_nwc_f32_winograd4_c8p5_base"  # 5 nodes
KERNELS = (DIRECT, PLANAR, WINOGRAD2, WINOGRAD4)
# What is changed, and which of the kernels change with it. Each change comes on top of those before.
CHANGES = [
    ("a comment of a schedule", "schedules/strategies/planar.cpp", "/// Lanes are adjacent pixels;", "/// Lanes are pixels;", set()),
    ("a transform point", "runtime/contract/winograd_matrices.h", "Rational(-1, 2), Rational(-2)}",
     "Rational(-1, 2), Rational(2)}", {WINOGRAD4}),
    ("a constant of a pass's header", "schedules/passes/prefetch_stream.h", "kStreamedBytes = 8;", "kStreamedBytes = 0;", {DIRECT}),
    ("a schedule", "schedules/strategies/planar.cpp", "    a.output.update().unroll(a.write_lane);\n", "", {PLANAR}),
    ("a helper in the algorithm's header", "generators/algorithms/regions/conv_transpose.h", "+ 0.5F)", "+ 0.25F)", {DIRECT, PLANAR}),
]


class ScheduleIds(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.source = pathlib.Path(scratch.name) / "convt"
        self.build = pathlib.Path(scratch.name) / "build"
        for name in ("CMakeLists.txt", "cmake", "generators", "runtime", "schedules", "LICENSE"):
            copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
            self.source.mkdir(exist_ok=True)
            copy(ROOT / name, self.source / name)
        options = ("TESTS", "BENCH", "TOOLS", "ADAPTORS")
        self.run_quietly(CMAKE, "-S", self.source, "-B", self.build, "-G", "Ninja", f"-DCONVT_VENV={VENV}",
                         f"-DCMAKE_MAKE_PROGRAM={pathlib.Path(VENV) / 'bin' / 'ninja'}", "-DCONVT_ISAS=base",
                         *(f"-DCONVT_BUILD_{option}=OFF" for option in options))
        rows = json.loads((self.build / "runtime" / "kernels" / "kernel_catalog.json").read_text())["rows"]
        self.runs = {row["fields"]["name"]: row["runs"] for row in rows if row["fields"].get("name") in KERNELS}

    def run_quietly(self, *command):
        done = subprocess.run(command, capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout[-2000:] + done.stderr[-2000:])

    def ids(self):
        objects = sorted({symbol for runs in self.runs.values() for symbol in runs})
        self.run_quietly(CMAKE, "--build", self.build, "--parallel", "2", "--target",
                         *(f"runtime/kernels/{symbol}.o" for symbol in objects))
        kernels = self.build / "runtime" / "kernels"
        ids = {symbol: object_id((kernels / f"{symbol}.o").read_bytes()) for symbol in objects}
        return {name: schedule_id([ids[symbol] for symbol in runs]) for name, runs in self.runs.items()}

    def test_identities_change_with_the_code_that_is_made(self):
        before = self.ids()
        self.assertEqual(len(set(before.values())), len(KERNELS))
        for what, path, old, new, expected in CHANGES:
            with self.subTest(what):
                text = (self.source / path).read_text()
                self.assertEqual(text.count(old), 1, f"{path} is not as this test expects")
                (self.source / path).write_text(text.replace(old, new))
                after = self.ids()
                self.assertEqual({name for name in KERNELS if after[name] != before[name]}, expected)
                before = after


if __name__ == "__main__":
    CMAKE, VENV = sys.argv[1:3]
    unittest.main(argv=sys.argv[:1], verbosity=2)
