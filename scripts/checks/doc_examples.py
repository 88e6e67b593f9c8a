#!/usr/bin/env python3
"""Every ```cpp block of a page is a whole translation unit that compiles as C++17.

Usage: doc_examples.py BUILD_DIR (for the generated version.h)
"""

import os
import pathlib
import re
import subprocess
import sys

from project_files import ROOT, project_files, report

FENCE = re.compile(r"^```cpp\n(.*?)^```", re.MULTILINE | re.DOTALL)


def main() -> int:
    version = next(pathlib.Path(sys.argv[1]).resolve().glob("runtime/include/convt/version.h"), None)
    if version is None:
        return report("doc examples", [f"no generated convt/version.h under {sys.argv[1]}; build first"])
    compiler = [os.environ.get("CXX", "g++"), "-std=c++17", "-Wall", "-Wextra", "-Werror", "-fsyntax-only"]
    include = [f"-I{ROOT / 'runtime' / 'include'}", f"-I{version.parent.parent}"]
    problems, compiled = [], 0
    for page in project_files(".md"):
        for code in FENCE.findall((ROOT / page).read_text()):
            command = [*compiler, *include, "-x", "c++", "-"]
            result = subprocess.run(command, input=code, capture_output=True, text=True)
            compiled += 1
            if result.returncode != 0:
                problems.append(f"an example of {page} does not compile:\n{result.stderr}")
    print(f"doc examples: {compiled} compiled")
    return report("doc examples", problems)


if __name__ == "__main__":
    sys.exit(main())
