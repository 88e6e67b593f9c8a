"""generators/make_kernel.py: objects are made once and shared, whatever other builds do or left."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "generators"))

import make_kernel  # noqa: E402

# Stands for a generator program: counts its runs, and makes what its arguments say.
PROGRAM = """#!{python}
import pathlib, sys
arguments = sys.argv[1:]
symbol, folder = (arguments[arguments.index(flag) + 1] for flag in ("-f", "-o"))
with open("{runs}", "a") as runs:
    runs.write(symbol + "\\n")
if "fail" in arguments:
    sys.exit(1)
for suffix in (".o", ".h"):
    (pathlib.Path(folder) / (symbol + suffix)).write_text("{code}" + suffix + " ".join(arguments[4:][2:]))
"""


class MakeKernel(unittest.TestCase):
    def setUp(self):
        scratch = tempfile.TemporaryDirectory()
        self.addCleanup(scratch.cleanup)
        self.folder = pathlib.Path(scratch.name)
        self.cache, self.runs = self.folder / "cache", self.folder / "runs"
        self.program = self.folder / "programs" / "generator"
        self.program.parent.mkdir()
        (self.program.parent / "halide_id").write_text("one")
        self.write_program("code")

    def write_program(self, code):
        self.program.write_text(PROGRAM.format(python=sys.executable, runs=self.runs, code=code))
        self.program.chmod(0o755)

    def start(self, build="build", symbol="kernel", arguments=("rank=2",), cache=None):
        folder = self.folder / build
        folder.mkdir(exist_ok=True)
        command = [sys.executable, "-I", "-S", ROOT / "generators" / "make_kernel.py", self.cache if cache is None else cache,
                   folder, self.program, symbol, *arguments]
        return subprocess.Popen(command, stderr=subprocess.PIPE, text=True)

    def make(self, *args, **named):
        """Bytes of the object."""
        process = self.start(*args, **named)
        self.assertEqual(process.wait(), 0, process.stderr.read())
        process.stderr.close()
        build = named.get("build", args[0] if args else "build")
        return (self.folder / build / "kernel.o").read_bytes()

    def count(self):
        return len(self.runs.read_text().splitlines()) if self.runs.exists() else 0

    def test_builds_share_what_one_has_made(self):
        self.assertEqual(self.make("one"), self.make("two"))
        self.assertEqual(self.count(), 1)
        self.assertTrue((self.folder / "two" / "kernel.h").exists())

    def test_whatever_decides_what_is_made_counts(self):
        first = self.make()
        self.assertNotEqual(self.make(arguments=("rank=3",)), first)
        self.write_program("other")
        self.assertNotEqual(self.make(), first)
        (self.program.parent / "halide_id").write_text("another")
        self.make()
        self.assertEqual(self.count(), 4)

    def test_nothing_is_kept_where_halide_is_not_known_or_no_cache_is_wanted(self):
        self.make(cache="")
        (self.program.parent / "halide_id").unlink()
        self.make()
        self.make()
        self.assertEqual(self.count(), 3)
        self.assertFalse(self.cache.exists())

    def test_a_damaged_entry_is_made_anew(self):
        first = self.make()
        (entry,) = self.cache.iterdir()
        whole = entry.read_bytes()
        for damaged in (b"", whole[:-1], whole[:40] + b"x" + whole[41:]):
            entry.write_bytes(damaged)
            self.assertEqual(self.make("other"), first)
            self.assertEqual(entry.read_bytes(), whole)
        self.assertEqual(self.count(), 4)

    def test_builds_may_run_at_the_same_time(self):
        processes = [self.start(f"build{i}") for i in range(6)]
        for process in processes:
            self.assertEqual(process.wait(), 0, process.stderr.read())
            process.stderr.close()
        objects = {(self.folder / f"build{i}" / "kernel.o").read_bytes() for i in range(6)}
        self.assertEqual(len(objects), 1)
        self.assertEqual(len(list(self.cache.iterdir())), 1)

    def test_files_that_would_not_change_stay_as_old_as_they_are(self):
        self.make()
        path = self.folder / "build" / "kernel.o"
        before = path.stat().st_mtime_ns
        self.make()
        self.assertEqual(path.stat().st_mtime_ns, before)

    def test_a_generator_that_fails_leaves_nothing(self):
        process = self.start(arguments=("fail",))
        self.assertNotEqual(process.wait(), 0)
        self.assertIn("generator ended with 1 for kernel", process.stderr.read())
        process.stderr.close()
        self.assertEqual(list((self.folder / "build").iterdir()), [])
        self.assertFalse(self.cache.exists())

    def test_a_cache_that_cannot_be_written_is_said_and_no_error(self):
        self.cache.write_text("a file where a folder should be")
        process = self.start()
        self.assertEqual(process.wait(), 0)
        self.assertIn("is not kept for other builds", process.stderr.read())
        process.stderr.close()

    def test_what_was_used_longest_ago_goes_first(self):
        self.cache.mkdir()
        for age, name in enumerate(("new", "used", "old", "oldest")):
            (self.cache / name).write_bytes(bytes(100))
            make_kernel.os.utime(self.cache / name, (1e9 - age, 1e9 - age))
        (self.cache / "tmpleft").write_bytes(bytes(1000))
        make_kernel.os.utime(self.cache / "tmpleft", (1, 1))
        make_kernel.prune(self.cache, 300)
        self.assertEqual({path.name for path in self.cache.iterdir()}, {"new", "used"})


if __name__ == "__main__":
    unittest.main(verbosity=2)
