#!/usr/bin/env python3
"""Commands that pages show exist: targets and variables of make, subcommands and options of convt, scripts and their
options, problem strings, components of an installation.

Usage: doc_commands.py BUILD_DIR (for the convt command)
"""

import functools
import pathlib
import re
import shlex
import subprocess
import sys

from project_files import ROOT, project_files, report

INDENTED = re.compile(r"^    ((?:\\\n|.)+)$", re.MULTILINE)
INLINE = re.compile(r"`((?:make|convt) [a-z][^`]*)`")
FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
OPTION = re.compile(r"--[a-z][a-z-]*")


class Commands:
    def __init__(self, build: pathlib.Path):
        self.convt = build / "tools" / "convt"
        self.makefile = (ROOT / "Makefile").read_text()
        self.cmake = "".join((ROOT / path).read_text() for path in project_files("CMakeLists.txt", ".cmake"))

    @functools.cached_property
    def subcommands(self) -> set:
        return set(re.findall(r"^  ([a-z]+) {2,}", self._run("--help").stdout.split("ubcommands")[1], re.MULTILINE))

    def _run(self, *arguments: str) -> subprocess.CompletedProcess:
        return subprocess.run([self.convt, *arguments], cwd=ROOT, capture_output=True, text=True)

    @functools.cache
    def _options(self, subcommand: str) -> set:
        return set(OPTION.findall(self._run(subcommand, "--help").stdout))

    def check_convt(self, subcommand: str, *arguments: str):
        if subcommand not in self.subcommands:
            return f"convt has no subcommand {subcommand}"
        for argument in arguments:
            option = argument.partition("=")[0]
            if OPTION.fullmatch(option) and option not in self._options(subcommand):
                return f"convt {subcommand} has no option {option}"
        problems = [argument for argument in arguments if re.match(r"[123]d ", argument)]
        # Layers are of float32 alone; those that take one problem take every element type.
        reader = "explain" if subcommand in ("explain", "bench", "run") else "layers"
        for problem in problems:
            made = self._run(reader, problem)
            if made.returncode != 0:
                return f"convt refuses the problem: {made.stderr.strip()}"
        return None

    def check_make(self, *words: str):
        for word in words:
            name, is_variable, _ = word.partition("=")
            if is_variable and not re.search(rf"\b{name}\b", self.makefile):
                return f"make has no variable {name}"
            pattern = re.sub(r"^build/\w+/", "build/%/", name)
            if not is_variable and not re.search(rf"^{re.escape(pattern)}:", self.makefile, re.MULTILINE):
                return f"make has no target {name}"
        return None

    def check_cmake(self, *words: str):
        for option, value in zip(words, words[1:]):
            if option == "--component" and f"COMPONENT {value}" not in self.cmake:
                return f"no component {value} is installed"
        return None

    def check_python(self, script: str, *words: str):
        if not (ROOT / script).exists():
            return f"{script} does not exist"
        path = ROOT / script
        text = (path / "__main__.py" if path.is_dir() else path).read_text()
        unknown = [word for word in words if OPTION.fullmatch(word) and f'"{word}"' not in text]
        return f"{script} has no option {unknown[0]}" if unknown else None

    def check_built(self, program: str):
        name = pathlib.PurePath(program).name
        return None if re.search(rf"\b{name}\b", self.cmake) else f"{program} is not built"

    def check(self, words: list):
        """(whether this is a command, what is wrong with it or None)"""
        program, arguments = words[0], words[1:]
        by_name = {"convt": self.check_convt, "make": self.check_make, "cmake": self.check_cmake}
        if program in by_name and arguments:
            return True, by_name[program](*arguments)
        if program.endswith("/bin/python") and arguments:
            return True, self.check_python(*arguments)
        if program.startswith("build/release/"):
            return True, self.check_built(program)
        return False, None


def split(line: str) -> list:
    try:
        return shlex.split(line, comments=True)
    except ValueError:  # no command: a quote without its other half
        return []


def examples(text: str):
    text = FENCE.sub("", text)
    for block in INDENTED.findall(text):
        yield from block.replace("\\\n", " ").split(" && ")
    for span in INLINE.findall(text):
        yield " ".join(span.split())


def main() -> int:
    commands = Commands(pathlib.Path(sys.argv[1]).resolve())
    if not commands.convt.exists():
        return report("doc commands", [f"no tools/convt under {sys.argv[1]}; build first"])
    problems, checked = [], 0
    for page in project_files(".md"):
        for example in examples((ROOT / page).read_text()):
            words = split(example)
            is_command, wrong = commands.check(words) if words and "…" not in example else (False, None)
            checked += is_command
            if wrong:
                problems.append(f"{page}: {wrong}: {' '.join(example.split())}")
    print(f"doc commands: {checked} checked")
    return report("doc commands", problems)


if __name__ == "__main__":
    sys.exit(main())
