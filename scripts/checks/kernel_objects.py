#!/usr/bin/env python3
"""Kernel objects stand alone: no Halide runtime, no allocation, nothing undefined that libc does not have.
They are small, each and in total.

Usage: kernel_objects.py BUILD_DIR
"""

import pathlib
import subprocess
import sys

from project_files import report

# What LLVM may call for block copies, and the linker's own name for the offset table.
ALLOWED = {"memcpy", "memmove", "memset", "_GLOBAL_OFFSET_TABLE_"}
LARGEST = 200 * 1024
ALL_TOGETHER = 8 * 1024 * 1024


def undefined_symbols(objects: list[pathlib.Path]) -> list[tuple[str, str]]:
    listing = subprocess.run(["nm", "-A", "-u", "-P", *objects], capture_output=True, text=True, check=True)
    rows = (line.rsplit(": ", 1) for line in listing.stdout.splitlines())
    return [(pathlib.Path(name).name, symbol.split()[0]) for name, symbol in rows]


def main() -> int:
    kernels = pathlib.Path(sys.argv[1]) / "runtime" / "kernels"
    objects = sorted(kernels.glob("*.o"))
    if not objects:
        return report("kernel objects", [f"no kernel object in {kernels}; build first"])
    problems = [
        f"{name} needs {symbol}; kernels call nothing"
        for name, symbol in undefined_symbols(objects)
        if symbol not in ALLOWED
    ]
    sizes = {path.name: path.stat().st_size for path in objects}
    problems += [f"{name} has {size} bytes; at most {LARGEST}" for name, size in sizes.items() if size > LARGEST]
    total = sum(sizes.values())
    if total > ALL_TOGETHER:
        problems.append(f"all have {total} bytes; at most {ALL_TOGETHER}")
    print(f"kernel objects: {len(objects)} read, {total} bytes")
    return report("kernel objects", problems)


if __name__ == "__main__":
    sys.exit(main())
