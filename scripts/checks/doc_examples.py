#!/usr/bin/env python3
"""Every ```cpp block of a page is a whole translation unit that compiles as C++17; every ```json block is JSON, and a tuned
file in it states the versions of now.

Usage: doc_examples.py BUILD_DIR (for the generated version.h)
"""

import json
import os
import pathlib
import re
import subprocess
import sys

from project_files import ROOT, project_files, report

FENCE = re.compile(r"^```cpp\n(.*?)^```", re.MULTILINE | re.DOTALL)
JSON = re.compile(r"^```json\n(.*?)^```", re.MULTILINE | re.DOTALL)
CONTRACT = ROOT / "runtime" / "contract" / "kernel_contract.h"


def versions(version_header: pathlib.Path) -> dict:
    """What a tuned file's signature states."""
    major, minor = re.findall(r"VERSION_(?:MAJOR|MINOR) (\d+)", version_header.read_text())
    contract = re.search(r"kContractVersion = (\d+)", CONTRACT.read_text())[1]
    return {"library": f"{major}.{minor}", "contract": int(contract)}


def wrong_in_json(text: str, now: dict):
    """Messages about one block."""
    try:
        value = json.loads(text)
    except json.JSONDecodeError as error:
        yield f"is no JSON: {error}"
        return
    signature = value.get("signature", {}) if isinstance(value, dict) else {}
    for key, right in now.items():
        if key in signature and signature[key] != right:
            yield f"states {key} {signature[key]}, which is {right} now"


def main() -> int:
    version = next(pathlib.Path(sys.argv[1]).resolve().glob("runtime/include/convt/version.h"), None)
    if version is None:
        return report("doc examples", [f"no generated convt/version.h under {sys.argv[1]}; build first"])
    compiler = [os.environ.get("CXX", "g++"), "-std=c++17", "-Wall", "-Wextra", "-Werror", "-fsyntax-only"]
    include = [f"-I{ROOT / 'runtime' / 'include'}", f"-I{version.parent.parent}"]
    problems, compiled, parsed, now = [], 0, 0, versions(version)
    for page in project_files(".md"):
        text = (ROOT / page).read_text()
        for block in JSON.findall(text):
            parsed += 1
            problems += [f"a JSON example of {page} {wrong}" for wrong in wrong_in_json(block, now)]
        for code in FENCE.findall(text):
            command = [*compiler, *include, "-x", "c++", "-"]
            result = subprocess.run(command, input=code, capture_output=True, text=True)
            compiled += 1
            if result.returncode != 0:
                problems.append(f"an example of {page} does not compile:\n{result.stderr}")
    print(f"doc examples: {compiled} compiled, {parsed} read as JSON")
    return report("doc examples", problems)


if __name__ == "__main__":
    sys.exit(main())
