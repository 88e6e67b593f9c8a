"""What `make` and the scripts behind it say when something is missing: one line, or all of it at once."""

import os
import pathlib
import re
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]


def run(*command, **environment):
    """As a user types it: a make above this test would make those below it print the folders that they enter."""
    typed = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env={**typed, **environment})


class Environment(unittest.TestCase):
    def setUp(self):
        self._folder = tempfile.TemporaryDirectory()
        self.addCleanup(self._folder.cleanup)
        self.venv = pathlib.Path(self._folder.name) / "venv"
        self.requirements = pathlib.Path(self._folder.name) / "requirements.txt"
        self.requirements.write_text("convt-needs-this==1.0\n")

    def set_up(self, **environment):
        return run("scripts/python_environment.sh", self.venv, self.requirements, PIP_RETRIES="0", PIP_FIND_LINKS="",
                   TMPDIR=self._folder.name, **environment)

    def test_without_a_network_one_line_says_the_step_and_what_to_do(self):
        done = self.set_up(PIP_INDEX_URL="http://127.0.0.1:9/simple", PIP_EXTRA_INDEX_URL="", no_proxy="127.0.0.1")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertRegex(done.stderr, r"^convt: cannot set up .*venv: pip cannot install .*requirements\.txt: ")
        self.assertIn("check the network", done.stderr)
        self.assertFalse(self.venv.exists())
        log = re.search(r"pip's output: ([^)]*)\)", done.stderr)[1]
        self.assertIn("convt-needs-this", pathlib.Path(log).read_text())

    def test_a_python_that_is_none(self):
        done = self.set_up(CONVT_PYTHON="/bin/false")
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stderr.count("\n"), 1, done.stderr)
        self.assertIn("/bin/false -m venv fails", done.stderr)
        self.assertFalse(self.venv.exists())


class Packages(unittest.TestCase):
    def test_all_that_are_missing_are_named_at_once(self):
        done = run("scripts/require_packages.sh", "convt-no-such-one", "bash", "convt-no-such-two", CONVT_INSTALL="no")
        self.assertEqual(done.returncode, 1)
        self.assertIn("missing: convt-no-such-one convt-no-such-two\n", done.stderr)
        self.assertIn("apt-get install convt-no-such-one convt-no-such-two\n", done.stderr)

    def test_make_asks_for_them_before_python_s_environment(self):
        planned = run("make", "--dry-run", "build/release/build.ninja").stdout
        self.assertLess(planned.index("require_packages.sh g++"), planned.index("scripts/setup.sh\n"), planned)

    def test_the_readme_names_them(self):
        makefile = (ROOT / "Makefile").read_text().replace("\\\n", " ")
        packages = re.search(r"^BUILD_PACKAGES := (.*)$", makefile, re.MULTILINE)[1].split()
        readme = " ".join((ROOT / "README.md").read_text().split())
        self.assertEqual([name for name in packages if not re.search(rf"[` ]{re.escape(name)}[` ]", readme)], [])


class Make(unittest.TestCase):
    def test_help_lists_every_documented_target(self):
        documented = re.findall(r"^(\S+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE)
        listed = [line.split()[0] for line in run("make", "help").stdout.splitlines()]
        self.assertEqual(listed, documented)
        self.assertIn("test-aarch64", listed)

    def test_inspect_without_a_name_builds_nothing_and_says_so(self):
        done = run("make", "inspect")
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, r"^convt: state a kernel, .*make inspect KERNEL=convt_")
        self.assertEqual(done.stdout, "")


if __name__ == "__main__":
    unittest.main()
