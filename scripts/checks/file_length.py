#!/usr/bin/env python3
"""One idea per file: none is longer than 400 lines, and the median stays below 150."""

import statistics
import sys

from project_files import CODE, ROOT, project_files, report

LONGEST = 400
MEDIAN = 150


def main() -> int:
    lengths = {path: len((ROOT / path).read_text().splitlines()) for path in project_files(*CODE)}
    problems = [f"{path} has {n} lines; at most {LONGEST}" for path, n in lengths.items() if n > LONGEST]
    median = statistics.median(lengths.values())
    if median >= MEDIAN:
        problems.append(f"the median file has {median} lines; below {MEDIAN}")
    return report("file length", problems)


if __name__ == "__main__":
    sys.exit(main())
