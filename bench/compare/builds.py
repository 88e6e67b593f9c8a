"""Builds another commit's library beside the release build, in a worktree under build/compare."""

import filecmp
import os
import pathlib
import subprocess

from common.worker import ROOT

FOLDER = ROOT / "build" / "compare"
RELEASE = ROOT / "build" / "release"
LIBRARY = pathlib.Path("bench/libconvt_bench.so")
# What generator programs are made from: where a commit has the same, it uses those of the release build.
GENERATOR_SOURCES = ("generators", "schedules", "runtime/contract", "requirements.txt")


class BuildError(Exception):
    """A commit that cannot be had or built; the text says why."""


def _git(*arguments):
    try:
        return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True)
    except FileNotFoundError:
        raise BuildError("git is not installed; the commit to compare with comes from it") from None


def _run(command, folder, what):
    environment = {**os.environ, "PATH": f"{ROOT / '.venv' / 'bin'}:{os.environ['PATH']}"}
    done = subprocess.run(command, cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)
    if done.returncode != 0:
        raise BuildError(f"{what} failed:\n{done.stdout[-3000:]}")


def resolve(commit):
    """The commit's whole hash."""
    done = _git("rev-parse", "--verify", "--quiet", "--end-of-options", f"{commit}^{{commit}}")
    if done.returncode != 0:
        raise BuildError(f"BASE is '{commit}'; this clone has no such commit (a shallow one lacks those before)")
    return done.stdout.strip()


def describe_head():
    """The hash of the release build's sources; "+" behind it where files differ from the commit."""
    changed = _git("status", "--porcelain", "--untracked-files=no").stdout.strip()
    return _git("rev-parse", "--short", "HEAD").stdout.strip() + ("+" if changed else "")


def _check_out(commit):
    folder = FOLDER / commit[:12]
    if not (folder / "CMakeLists.txt").exists():
        _git("worktree", "prune")
        done = _git("worktree", "add", "--detach", "--force", str(folder), commit)
        if done.returncode != 0:
            raise BuildError(f"git worktree add {folder} failed: {done.stderr.strip()}")
    return folder


def _options(folder, commit):
    """Cache entries that share what the release build has."""
    options = ["-DCONVT_BUILD_TESTS=OFF", "-DCONVT_BUILD_TOOLS=OFF", "-DCONVT_BUILD_BENCH=ON",
               f"-DCONVT_KERNEL_CACHE={ROOT / 'build' / 'kernels'}",
               "-DCONVT_WARNINGS_AS_ERRORS=OFF"]
    if filecmp.cmp(folder / "requirements.txt", ROOT / "requirements.txt", shallow=False):
        options.append(f"-DCONVT_VENV={ROOT / '.venv'}")
    else:
        _run(["scripts/setup.sh"], folder, f"setting up .venv of {commit[:12]}")
    if _git("diff", "--quiet", commit, "--", *GENERATOR_SOURCES).returncode == 0:
        options.append(f"-DCONVT_HOST_GENERATORS={RELEASE / 'generators'}")
    return options


def build(commit, jobs):
    """The path of the commit's library, which is built unless it is there."""
    folder = _check_out(commit)
    tree = folder / "build" / "release"
    library = tree / LIBRARY
    if library.exists():
        return library
    _run(["cmake", "--preset", "release", *_options(folder, commit)], folder, f"configuring {commit[:12]}")
    _run(["cmake", "--build", str(tree), "--parallel", str(jobs), "--target", "convt_bench"], folder,
         f"building {commit[:12]}")
    return library
