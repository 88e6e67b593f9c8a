#!/usr/bin/env python3
"""Nothing unfinished and no path of somebody's machine stands in the tree."""

import pathlib
import re
import sys

from project_files import CODE, ROOT, project_files, report

# Written in pieces, so that this file does not find itself.
PATTERNS = {
    "an unfinished note": re.compile(r"\b(" + "TO" + "DO|FIX" + r"ME|X" + r"XX)\b"),
    "a machine path": re.compile(r"(?<![\w.])/(home|root|" + r"work)/\w"),
    "a conflict marker": re.compile(r"^(<{7}|>{7}) ", re.MULTILINE),
}
LARGEST = 2 * 1024 * 1024


def main() -> int:
    problems = []
    named = ("CMakeLists.txt", "Makefile", ".json", ".md", ".ci/run", ".txt", ".csv")
    for path in project_files(*CODE, *named):
        text = (ROOT / path).read_text()
        for what, pattern in PATTERNS.items():
            for match in pattern.finditer(text):
                line = text.count("\n", 0, match.start()) + 1
                problems.append(f"{path}:{line} holds {what}: {match.group()}")
    for path in project_files():
        size = pathlib.Path(ROOT / path).stat().st_size
        if size > LARGEST:
            problems.append(f"{path} has {size} bytes; at most {LARGEST}")
    return report("no leftovers", problems)


if __name__ == "__main__":
    sys.exit(main())
