"""Measuring through Dask gives what the local run gives, and a worker that dies changes nothing.

Needs the environment of ../requirements.txt; `make test-dask` makes it.
"""

import importlib.util
import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

from test_resume import command, tune


@unittest.skipUnless(importlib.util.find_spec("distributed"), "dask.distributed is not installed")
class Dask(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)
        self.local = self.folder / "local"
        self.assertEqual(tune(self.local).returncode, 0)

    def assert_same(self, out, *more, **environment):
        done = subprocess.run(command(out, *more), capture_output=True, text=True, env=os.environ | environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(self.local.read_text(), out.read_text())

    def test_a_cluster_of_this_machine(self):
        self.assert_same(self.folder / "dask", "--dask")

    def test_a_worker_that_dies(self):
        flag = self.folder / "kill"
        flag.touch()
        self.assert_same(self.folder / "dask", "--dask", CONVT_FAKE_KILL=str(flag))
        self.assertFalse(flag.exists(), "no worker was killed")

    def test_a_scheduler_elsewhere(self):
        scheduler = subprocess.Popen([sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1",
                                      "--port", "0", "--no-dashboard", "--scheduler-file", self.folder / "scheduler"],
                                     stderr=subprocess.PIPE, text=True)
        self.addCleanup(lambda: (scheduler.kill(), scheduler.wait(), scheduler.stderr.close()))
        address = next(line.split()[-1] for line in scheduler.stderr if "Scheduler at:" in line)
        for _ in range(2):
            worker = subprocess.Popen([sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1",
                                       "--resources", "timing=1", "--no-dashboard"], stderr=subprocess.DEVNULL)
            self.addCleanup(lambda worker=worker: (worker.terminate(), worker.wait()))
        self.assert_same(self.folder / "dask", "--scheduler", address)

    def test_no_scheduler_there(self):
        done = subprocess.run(command(self.folder / "dask", "--scheduler", "tcp://127.0.0.1:1"), capture_output=True,
                              text=True, env=os.environ | {"DASK_DISTRIBUTED__COMM__TIMEOUTS__CONNECT": "1s"})
        self.assertEqual(done.returncode, 2, done.stderr)
        self.assertIn("127.0.0.1:1", done.stderr)


if __name__ == "__main__":
    unittest.main()
