#!/usr/bin/env python3
"""Every relative link of a page leads to a file, and every file that a page names by its whole path is there."""

import re
import sys

from project_files import ROOT, project_files, report

LINK = re.compile(r"\]\(([^)#\s]+)(#[^)]*)?\)")
NAMED = re.compile(r"`((?:bench|cmake|demo|docs|examples|generators|python|runtime|schedules|scripts|tests|tools)/[\w./-]+\.[a-z]+)`")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def main() -> int:
    problems = []
    for page in project_files(".md"):
        text = FENCE.sub("", (ROOT / page).read_text())
        for target, _ in LINK.findall(text):
            if "://" not in target and not (ROOT / page.parent / target).exists():
                problems.append(f"{page} links to {target}, which does not exist")
        problems += [f"{page} names {path}, which does not exist"
                     for path in NAMED.findall(text) if not (ROOT / path).exists()]
    return report("doc links", problems)


if __name__ == "__main__":
    sys.exit(main())
