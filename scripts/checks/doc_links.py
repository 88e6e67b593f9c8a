#!/usr/bin/env python3
"""Every relative link of a page leads to a file."""

import re
import sys

from project_files import ROOT, project_files, report

LINK = re.compile(r"\]\(([^)#\s]+)(#[^)]*)?\)")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def main() -> int:
    problems = []
    for page in project_files(".md"):
        text = FENCE.sub("", (ROOT / page).read_text())
        for target, _ in LINK.findall(text):
            if "://" not in target and not (ROOT / page.parent / target).exists():
                problems.append(f"{page} links to {target}, which does not exist")
    return report("doc links", problems)


if __name__ == "__main__":
    sys.exit(main())
