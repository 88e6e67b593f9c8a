"""A run that is killed and started again ends with the winners of one that was not."""

import pathlib
import signal
import subprocess
import sys
import tempfile
import time
import unittest

HERE = pathlib.Path(__file__).parent
TUNER = HERE.parent
WORKER = HERE / "fake_worker.py"


def command(out, *more):
    return [sys.executable, str(TUNER), "--convt", str(WORKER), "--worker", str(WORKER), "any.csv", "--out", str(out),
            *more]


def tune(out, *more):
    return subprocess.run(command(out, *more), capture_output=True, text=True)


class Resume(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def test_same_seed_same_winners(self):
        for name in ("a", "b"):
            self.assertEqual(tune(self.folder / name).returncode, 0)
        self.assertEqual((self.folder / "a").read_text(), (self.folder / "b").read_text())

    def test_killed_at_any_moment(self):
        whole, killed = self.folder / "whole", self.folder / "killed"
        done = tune(whole)
        self.assertEqual(done.returncode, 0, done.stderr)
        kills = 0
        for wait in (0.1, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6):
            process = subprocess.Popen(command(killed), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
            time.sleep(wait)
            process.send_signal(signal.SIGKILL)
            kills += process.wait() == -signal.SIGKILL
        self.assertGreater(kills, 0)
        done = tune(killed)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(whole.read_text(), killed.read_text())
        self.assertEqual(self.measured(whole), self.measured(killed))

    def measured(self, out):
        return pathlib.Path(f"{out}.journal").read_bytes()

    def test_cut_after_every_record(self):
        """The journal of a killed run is a beginning of the whole one; its last line may be torn."""
        whole = self.folder / "whole"
        tune(whole)
        lines = self.measured(whole).splitlines(keepends=True)
        for count in range(0, len(lines), 3):
            cut = self.folder / f"cut{count}"
            torn = lines[count][: len(lines[count]) // 2]
            pathlib.Path(f"{cut}.journal").write_bytes(b"".join(lines[:count]) + torn)
            self.assertEqual(tune(cut).returncode, 0)
            self.assertEqual(whole.read_text(), cut.read_text())

    def test_a_finished_run_measures_nothing_more(self):
        out = self.folder / "out"
        tune(out)
        before, result = self.measured(out), out.read_text()
        self.assertEqual(tune(out).returncode, 0)
        self.assertEqual((before, result), (self.measured(out), out.read_text()))

    def test_another_machine(self):
        out = self.folder / "out"
        tune(out, "--target", "Fake-1-2")
        done = tune(out, "--target", "Other-3-4")
        self.assertEqual(done.returncode, 2)
        self.assertIn("Fake-1-2", done.stderr)
        self.assertIn("remove the file", done.stderr)

    def test_bad_arguments_are_one_line(self):
        for more in (("--minutes", "0"), ("--effort", "some"), ("--filter", "nothing"), ("--filter", "(")):
            done = tune(self.folder / "out", *more)
            self.assertEqual(done.returncode, 2, more)
            self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
            self.assertTrue(done.stderr.startswith("convt: "), done.stderr)


if __name__ == "__main__":
    unittest.main()
