#!/usr/bin/env python3
"""Sources and documents use the words of docs/glossary.md: those of its first table's column "not" do not occur.

Files that still hold some are listed in words_allowed.txt: by name, or by their folder with a / at its end. What holds
none any more must leave the list, so it only gets shorter: words.py --shrink takes it out.
"""

import pathlib
import re
import sys

from project_files import CPP, ROOT, project_files, report

GLOSSARY = "docs/glossary.md"
ALLOWED = pathlib.Path(__file__).with_name("words_allowed.txt")
CODE_FOLDERS = ("generators", "schedules", "runtime")


def pattern_of(phrase: str) -> re.Pattern:
    """Finds a phrase in prose, in snake_case and in camelCase; its words may stand on two lines of a comment."""
    first, *rest = phrase.split()
    begin = f"(?:(?<![A-Za-z])[{first[0].upper()}{first[0]}]|(?<=[a-z0-9]){first[0].upper()}){first[1:]}"
    others = [f"[{word[0].upper()}{word[0]}]{word[1:]}" for word in rest]
    return re.compile(r"[\s/*_]*".join([begin, *others]) + "(?![a-z])")


def read_rules(text: str) -> list[tuple]:
    """(phrase, what to say instead, folders or none, phrases in which it may stand)."""
    table = text.split("| say | not |")[1].split("\n\n")[0]
    rules = []
    for line in table.splitlines()[2:]:
        say, banned, where, but = (cell.strip() for cell in line.strip().strip("|").split("|"))
        folders = None if where == "everywhere" else tuple(where.split(", "))
        allowed = [pattern_of(phrase) for phrase in but.split(", ") if phrase]
        rules += [(phrase, say, folders, allowed) for phrase in banned.split(", ")]
    return rules


def found(text: str, path: pathlib.Path, rules: list[tuple]) -> list[str]:
    problems = []
    for phrase, say, folders, allowed in rules:
        if folders and path.parts[0] not in folders:
            continue
        spared = [range(*match.span()) for pattern in allowed for match in pattern.finditer(text)]
        for match in pattern_of(phrase).finditer(text):
            if not any(match.start() in span for span in spared):
                line = text.count("\n", 0, match.start()) + 1
                problems.append(f"{path}:{line} says {' '.join(match[0].split())!r}; the glossary says {say}")
    return problems


# What the check must find, and what not.
FOUND = ("turn it", "kTurnCycles", "turned_channels", "turn_block(", "to ask\n    /// for lines", "Neighbouring")
SPARED = ("return", "in turn", "nothing behind", "TEST(LeavesNothingBehind)", "a neighbour", "kernel behind")


def self_test(rules: list[tuple]) -> list[str]:
    path = pathlib.Path("runtime/self_test")
    problems = [f"the check itself misses {text!r}" for text in FOUND if not found(text, path, rules)]
    return problems + [f"the check itself finds {text!r}" for text in SPARED if found(text, path, rules)]


def is_document(path: pathlib.Path) -> bool:
    return path.suffix == ".md" and path.parts[0] == "docs" and str(path) != GLOSSARY


def main() -> int:
    rules = read_rules((ROOT / GLOSSARY).read_text())
    allowed = ALLOWED.read_text().split()
    problems, needed = self_test(rules), set()
    for path in project_files(*CPP, ".md"):
        if path.suffix == ".md" and not is_document(path):
            continue
        holds = found((ROOT / path).read_text(), path, rules)
        entries = {entry for entry in allowed if entry == path.name or (entry[-1] == "/" and str(path).startswith(entry))}
        needed |= entries if holds else set()
        problems += [] if entries else holds
    clean = [entry for entry in allowed if entry not in needed]
    if "--shrink" in sys.argv[1:]:
        ALLOWED.write_text("".join(f"{entry}\n" for entry in allowed if entry in needed))
        clean = []
    problems += [f"{ALLOWED.name} lists {entry}, which holds none of the words or is gone: run words.py --shrink"
                 for entry in clean]
    return report("words", problems)


if __name__ == "__main__":
    sys.exit(main())
