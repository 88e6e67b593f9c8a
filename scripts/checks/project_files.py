"""Lists the project's own files, for the checks beside this module."""

import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
CPP = (".cpp", ".hpp", ".h", ".c")
CODE = (*CPP, ".py", ".sh", ".cmake")


def _from_git() -> list[str]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return listed.stdout.split("\0")


def _from_disk() -> list[str]:
    skipped = {".git", ".venv", "build", "__pycache__"}
    paths = (path.relative_to(ROOT) for path in ROOT.rglob("*"))
    return [str(path) for path in paths if not skipped.intersection(path.parts)]


def project_files(*suffixes: str) -> list[pathlib.Path]:
    """Sorted paths, relative to ROOT; with suffixes, only files whose name ends in one of them."""
    try:
        names = _from_git()
    except (OSError, subprocess.CalledProcessError):  # a source archive without git
        names = _from_disk()
    return sorted(
        pathlib.Path(name)
        for name in names
        if (not suffixes or name.endswith(suffixes)) and (ROOT / name).is_file()
    )


def report(check: str, problems: list[str]) -> int:
    """Prints one line per problem and a closing one. Returns the exit code."""
    for problem in problems:
        print(f"{check}: {problem}")
    print(f"{check}: {'ok' if not problems else f'{len(problems)} problem(s)'}")
    return 1 if problems else 0
