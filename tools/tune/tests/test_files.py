"""Journals and tuned files that are something else than they should be: one line that names the file, and nothing of
what was there is lost."""

import fcntl
import json
import os
import pathlib
import signal
import socket
import subprocess
import tempfile
import time
import unittest

from test_resume import command, tune

MEASUREMENT = {"request": {"op": "race", "candidates": [{"kernel": "k"}]},
               "answer": {"default_ms": 1, "elapsed": 1, "results": [{"ms": 1, "ratio": 1, "error_over_bound": 0}]}}


class Folder(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.out = self.folder / "tuned.json"
        self.journal = self.folder / "tuned.json.journal"

    def assert_refused(self, *parts, out=None, more=()):
        done = subprocess.run(command(self.out if out is None else out, *more), capture_output=True, text=True,
                              timeout=60)
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertTrue(done.stderr.startswith("convt: "), done.stderr)
        for part in parts:
            self.assertIn(str(part), done.stderr)


class Journals(Folder):
    def setUp(self):
        super().setUp()
        self.assertEqual(tune(self.out).returncode, 0)
        self.whole = self.journal.read_bytes()

    def test_lines_that_are_no_measurement(self):
        first, *rest = self.whole.splitlines(keepends=True)
        bad = [b"5", b"null", b"[]", b"", b"{", b"\xff", b"[" * 100000, b"9" * 5000, rest[0][:-20], b"{}"]
        for key, value in (("request", 5), ("answer", None), ("answer", {})):
            bad.append(json.dumps({**MEASUREMENT, key: value}).encode())
        for results in ([], [{}], [{"ms": "1", "ratio": 1, "error_over_bound": 0}]):
            answer = {**MEASUREMENT["answer"], "results": results}
            bad.append(json.dumps({**MEASUREMENT, "answer": answer}).encode())
        for line in bad:
            with self.subTest(line=line[:40]):
                lines = b"".join([first, line + b"\n", *rest])
                self.journal.write_bytes(lines)
                self.assert_refused(f"{self.journal}:2 ", "remove the file to start anew")
                self.assertEqual(self.journal.read_bytes(), lines)
        for line in (b"5", b"null", b"{}"):
            self.journal.write_bytes(line + b"\n")
            self.assert_refused(self.journal, "remove the file to start anew")

    def test_a_file_that_is_no_journal_is_kept(self):
        for content in (b"my notes", b'{"sign', b'{"signature": {"cpu": "Other'):
            self.journal.write_bytes(content)
            if content == b'{"sign':
                self.assertEqual(tune(self.out).returncode, 0)  # torn while it was begun
                continue
            self.assert_refused(self.journal)
            self.assertEqual(self.journal.read_bytes(), content)

    def test_a_huge_one(self):
        os.truncate(self.journal, 1 << 40)
        self.assert_refused(self.journal, "1099511627776 bytes")


class Kinds(Folder):
    def make(self, path):
        """Everything at `path` that is no regular file."""
        os.mkfifo(path)
        yield
        path.unlink()
        path.mkdir()
        yield
        path.rmdir()
        with socket.socket(socket.AF_UNIX) as bound:
            bound.bind(str(path))
            yield
        path.unlink()
        path.symlink_to("/dev/zero")
        yield
        path.unlink()

    def test_no_regular_files(self):
        for path in (self.out, self.journal):
            for _ in self.make(path):
                self.assert_refused(path, "no regular file")
                self.assertEqual(list(self.folder.iterdir()), [path])

    def test_places_that_cannot_be_written(self):
        self.assert_refused("none/tuned.json", out=self.folder / "none" / "tuned.json")
        self.assert_refused("--out", "''", out="")
        loop = self.folder / "loop"
        loop.symlink_to("loop")
        self.assert_refused(loop, out=loop)
        self.assertTrue(loop.is_symlink())

    def test_notes_are_one_printable_line(self):
        self.assert_refused("--note", more=("--note", "a\nb"))
        self.assertEqual(tune(self.out, "--note", "größer").returncode, 0)
        self.assertIn('"note": "größer"', self.out.read_text("utf-8"))


class Links(Folder):
    def test_the_file_behind_a_link_is_written(self):
        behind = self.folder / "else" / "real.json"
        behind.parent.mkdir()
        self.out.symlink_to("else/real.json")
        for _ in range(2):  # there is no file at first
            self.assertEqual(tune(self.out).returncode, 0)
            self.assertTrue(self.out.is_symlink())
            self.assertEqual(len(json.loads(behind.read_text())["entries"]), 3)
        self.assertFalse(self.journal.exists())
        self.assertEqual(sorted(p.name for p in behind.parent.iterdir()), ["real.json", "real.json.journal"])

    def test_two_names_have_one_lock(self):
        real = self.folder / "real.json"
        self.assertEqual(tune(real).returncode, 0)
        self.out.symlink_to(real)
        with open(f"{real}.journal", "rb") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            self.assert_refused("real.json.journal is in use by another run")


class Signals(Folder):
    def test_nothing_half_written_is_left(self):
        for number in (signal.SIGTERM, signal.SIGHUP):
            process = subprocess.Popen(command(self.out), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
            for _ in range(200):
                if self.out.exists():
                    break
                time.sleep(0.02)
            process.send_signal(number)
            _, said = process.communicate(timeout=60)
            self.assertIn(process.returncode, (0, 128 + number))
            self.assertNotIn("Traceback", said)
            self.assertEqual(sorted(p.name for p in self.folder.iterdir()), ["tuned.json", "tuned.json.journal"])
            for path in self.folder.iterdir():
                path.unlink()


if __name__ == "__main__":
    unittest.main()
