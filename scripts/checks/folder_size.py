#!/usr/bin/env python3
"""One idea per folder: at most 20 files lie directly in one, except in the lists of data named here."""

import collections
import sys

from project_files import project_files, report

MOST = 20
# Folder -> why it may grow; folders within it count as well.
LISTS = {
    "bench/results": "a file for each machine that was measured",
    "docs/experiments": "a page for each experiment, by number",
    "tests/fuzz/corpus": "an input for each path that the fuzzer found",
}


def is_list(folder: str) -> bool:
    return any(folder == name or folder.startswith(name + "/") for name in LISTS)


def wrong_folders(files: collections.Counter) -> list[str]:
    return [f"{folder} has {n} files; at most {MOST}: part it by what they are about"
            for folder, n in sorted(files.items()) if n > MOST and not is_list(folder)]


def self_test() -> list[str]:
    sizes = {"a": MOST, "b": MOST + 1, "docs/experiments": 99, "tests/fuzz/corpus/desc": 99, "docs/experiments2": 99}
    found = [problem.split()[0] for problem in wrong_folders(collections.Counter(sizes))]
    return [] if found == ["b", "docs/experiments2"] else [f"self-test: {found}"]


def main() -> int:
    files = collections.Counter(str(path.parent) for path in project_files())
    gone = [f"{folder} is named as a list and does not exist" for folder in LISTS
            if not any(name == folder or name.startswith(folder + "/") for name in files)]
    return report("folder size", self_test() + gone + wrong_folders(files))


if __name__ == "__main__":
    sys.exit(main())
