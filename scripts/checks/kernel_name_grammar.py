#!/usr/bin/env python3
"""Every kernel object is named by the grammar that docs/kernel-names.md states.

Usage: kernel_name_grammar.py BUILD_DIR
The pattern is read from the page itself, so that page and kernels cannot drift apart.
"""

import pathlib
import re
import sys

from project_files import ROOT, report

PAGE = ROOT / "docs" / "kernel-names.md"
HELPER = re.compile(r"convt_(transpose|activate)_[a-z0-9]+")


def pattern_of_page() -> re.Pattern:
    fenced = re.search(r"^```regex\n(.*?)\n```", PAGE.read_text(), re.MULTILINE | re.DOTALL)
    return re.compile(fenced.group(1).strip())


def main() -> int:
    objects = pathlib.Path(sys.argv[1]).glob("**/convt_*.o")
    names = sorted(path.stem for path in objects if "CMakeFiles" not in path.parts)
    pattern = pattern_of_page()
    problems = [
        f"{name} does not match the grammar of docs/kernel-names.md"
        for name in names
        if not HELPER.fullmatch(name) and not pattern.fullmatch(name)
    ]
    if not any(pattern.fullmatch(name) for name in names):
        problems.append(f"no kernel under {sys.argv[1]} matches; build first")
    return report("kernel names", problems)


if __name__ == "__main__":
    sys.exit(main())
