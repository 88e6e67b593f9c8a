#!/usr/bin/env python3
"""Which folder may include what: Halide's compiler stays at compile time, and users see only public headers."""

import re
import sys

from project_files import CPP, ROOT, project_files, report

INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
STANDARD = re.compile(r"[a-z_0-9]+(\.h)?")

# Folder -> pattern of what its files must not include. The first folder that holds a file counts.
FORBIDDEN = {
    "runtime/include": r".*[Hh]alide.*|contract/.*|src/.*",
    "runtime": r"Halide\.h|HalideBuffer\.h|(generators|schedules|tests|tools|bench)/.*",
    "generators/algorithms": r"convt/.*|src/.*|HalideRuntime\.h|(strategies|parts|passes|programs)/.*",
    "generators": r"convt/.*|src/.*|HalideRuntime\.h",
    "schedules/passes": r"convt/.*|src/.*|HalideRuntime\.h|(strategies|parts|programs)/.*",
    "schedules/parts": r"convt/.*|src/.*|HalideRuntime\.h|(strategies|programs)/.*",
    "schedules": r"convt/.*|src/.*|HalideRuntime\.h|programs/.*",
    "tests/reference": r"convt/(?!(desc|status)\.hpp).*|contract/.*|src/.*|.*[Hh]alide.*",
    "tests/generators": r"convt/.*|src/.*|HalideRuntime\.h",
    "tests": r"Halide\.h",
    "tools": r"Halide\.h|HalideRuntime\.h",
    "bench": r"Halide\.h|HalideRuntime\.h",
    "python": r".*[Hh]alide.*|contract/.*|(src|api|base|blocks|gradients|machine|measuring|packing|planning|problem|strategies|tuned)/.*",
    "adaptors": r".*[Hh]alide.*|contract/.*|(src|api|base|blocks|gradients|machine|measuring|packing|planning|problem|strategies|tuned)/.*",
    "demo": r".*[Hh]alide.*|contract/.*|src/.*",
}
# The only window of the runtime on Halide's C types.
HALIDE_RUNTIME_USER = "runtime/src/blocks/buffers.hpp"


def problems_of(path: str, text: str) -> list[str]:
    folder = next((name for name in FORBIDDEN if path.startswith(name + "/")), None)
    if folder is None:
        return []
    found = []
    for bracket, name in INCLUDE.findall(text):
        if re.fullmatch(FORBIDDEN[folder], name):
            found.append(f"{path} includes {name}, which {folder}/ must not")
        if folder == "runtime" and name == "HalideRuntime.h" and path != HALIDE_RUNTIME_USER:
            found.append(f"{path} includes HalideRuntime.h; only {HALIDE_RUNTIME_USER} does")
        if folder == "runtime/include" and bracket == "<" and not STANDARD.fullmatch(name):
            found.append(f"{path} includes <{name}>; public headers use the standard library only")
    return found


def main() -> int:
    problems = []
    for path in project_files(*CPP):
        problems += problems_of(str(path), (ROOT / path).read_text())
    return report("layer rule", problems)


if __name__ == "__main__":
    sys.exit(main())
