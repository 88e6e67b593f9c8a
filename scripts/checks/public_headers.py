#!/usr/bin/env python3
"""Every public header compiles alone, without a warning, and pulls in nothing of Halide.

Usage: public_headers.py BUILD_DIR (for the generated version.h)
"""

import os
import pathlib
import subprocess
import sys

from project_files import ROOT, project_files, report

INCLUDE_DIR = ROOT / "runtime" / "include"


def compile_alone(header: pathlib.Path, include_dirs: list[str]) -> subprocess.CompletedProcess:
    if header.suffix == ".h":
        compiler = [os.environ.get("CC", "gcc"), "-x", "c", "-std=c99", "-pedantic"]
    else:
        compiler = [os.environ.get("CXX", "g++"), "-x", "c++", "-std=c++17"]
    flags = ["-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-H", *include_dirs, "-"]
    name = header.relative_to(INCLUDE_DIR)
    source = f'#include "{name}"\n#include "{name}"\n'
    return subprocess.run([*compiler, *flags], input=source, capture_output=True, text=True)


def main() -> int:
    build = pathlib.Path(sys.argv[1]).resolve()
    version = next(build.glob("runtime/include/convt/version.h"), None)
    if version is None:
        return report("public headers", [f"no generated convt/version.h under {build}; build first"])
    include_dirs = [f"-I{INCLUDE_DIR}", f"-I{version.parent.parent}"]
    problems = []
    headers = [ROOT / path for path in project_files(".hpp", ".h") if path.parts[:2] == ("runtime", "include")]
    for header in headers:
        result = compile_alone(header, include_dirs)
        # gcc -H lists every header that was opened on lines of dots.
        opened = [line.lstrip(". ") for line in result.stderr.splitlines() if line.startswith(".")]
        if result.returncode != 0:
            errors = "\n".join(line for line in result.stderr.splitlines() if not line.startswith("."))
            problems.append(f"{header.name} does not compile alone:\n{errors}")
        problems += [f"{header.name} pulls in {name}" for name in opened if "halide" in name.lower()]
    if not headers:
        problems.append("no public header found")
    return report("public headers", problems)


if __name__ == "__main__":
    sys.exit(main())
