#!/usr/bin/env python3
"""Every promise of docs/errors.md and docs/reliability.md names its test, and each test that they name exists.

A test is named by a link to its file: [`Suite.Name`](../tests/…cpp), or [`file`](../tests/…) for a program that is
a test as a whole. Promises are the list items of errors.md and the rows of reliability.md's table of promises.
"""

import re
import sys

from project_files import ROOT, report

NAMED = re.compile(r"\[`([\w.:]+)`\]\(([^)#\s]+)\)")
PAGES = ("docs/errors.md", "docs/reliability.md")
PROMISES = re.compile(r"^## Promises$(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)


def defines(source: str, name: str) -> bool:
    """Whether a test file has Suite.Name: of GoogleTest, or a class and method of Python's unittest."""
    suite, _, test = name.partition(".")
    if re.search(rf"^TEST(_F|_P)?\(\s*{suite},\s*{test}\)", source, re.MULTILINE):
        return True
    return bool(re.search(rf"^class {suite}\b.*?^    def {test}\(", source, re.MULTILINE | re.DOTALL))


def wrong_names(page: str, text: str) -> list[str]:
    problems = []
    for name, target in NAMED.findall(text):
        path = (ROOT / page).parent / target
        if not path.exists():
            problems.append(f"{page} names {target}, which does not exist")
        elif "." in name and not name.endswith(path.suffix) and not defines(path.read_text(), name):
            problems.append(f"{page} names {name}, which {target} does not have")
    return problems


def promises(page: str, text: str) -> list[str]:
    if page.endswith("errors.md"):
        return [item.strip() for item in re.split(r"^- ", text, flags=re.MULTILINE)[1:]]
    table = PROMISES.search(text)
    rows = table.group(1).splitlines() if table else []
    return [row for row in rows if row.startswith("| ")][2:]


def self_test() -> list[str]:
    source = "TEST_P(Suite, Name) {\n}\nclass Kind(TestCase):\n    def test_it(self):\n"
    seen = [defines(source, name) for name in ("Suite.Name", "Kind.test_it", "Suite.Nam", "Kind.test_i")]
    return [] if seen == [True, True, False, False] else [f"self-test: {seen}"]


def main() -> int:
    problems = self_test()
    for page in PAGES:
        text = (ROOT / page).read_text()
        problems += wrong_names(page, text)
        found = promises(page, text)
        if not found:
            problems.append(f"{page} has no promises")
        problems += [f"{page}: no test is named for: {promise[:60]}" for promise in found
                     if not NAMED.search(promise)]
    return report("promised tests", problems)


if __name__ == "__main__":
    sys.exit(main())
