#!/usr/bin/env python3
"""Writes what Halide and LLVM make of one kernel to BUILD/inspect/KERNEL and prints a summary; see docs/inspect.md."""

import argparse
import difflib
import pathlib
import re
import shlex
import shutil
import subprocess
import sys

from listing import Loop, disassemble, functions, multiply_loops

LLVM = "19"  # as docs/dependencies.md says
# The CPU whose pipeline llvm-mca simulates, unless told.
CPUS = {"base": "nehalem", "avx2": "znver3", "avx512": "skylake-avx512"}
ITERATIONS = 100
OUTPUTS = ["object", "assembly", "stmt", "stmt_html"]


def symbols_by_name(table: str) -> dict[str, list[str]]:
    """Kernel name -> its objects. An object's own name stands for itself."""
    transforms: dict[tuple[str, str], list[tuple[int, str]]] = {}
    for isa, outputs, z, y, _, *symbols in (row.split(", ") for row in re.findall(r"CONVT_TRANSFORMS\((.*)\)", table)):
        rank = 3 if z != "1" else 2 if y != "1" else 1
        transforms.setdefault((isa, outputs), []).extend((rank, symbol) for symbol in symbols)
    found = {}
    for kind, name, symbol, values in re.findall(r'CONVT_(KERNEL|WINOGRAD)\("(\w+)", (\w+), (.*)\)', table):
        found[name] = [symbol]
        if kind == "WINOGRAD":
            rank, _, isa, _, _, outputs = values.split(", ")
            found[name] += [part for least, part in transforms[isa, outputs] if least <= int(rank)]
    parts = sorted(set(re.findall(r"\bconvt_\w+_(?:base|avx2|avx512)\b", table)))
    return {part: [part] for part in parts} | found


def generate(build: pathlib.Path, symbol: str, folder: pathlib.Path) -> None:
    """Runs the build's own command for the object, with more outputs and into the folder."""
    ninja = ["ninja", "-C", str(build), "-t", "commands", f"runtime/kernels/{symbol}.o"]
    lines = subprocess.run(ninja, capture_output=True, text=True, check=True).stdout.splitlines()
    words = shlex.split(lines[-1].split(" && ", 1)[1])
    words[words.index("-e") + 1] = ",".join(OUTPUTS)
    words[words.index("-o") + 1] = str(folder)
    subprocess.run(words, check=True)


def simulate(loop: Loop, cpu: str, path: pathlib.Path) -> float:
    """Writes llvm-mca's report; returns cycles for one turn of the loop."""
    code = "".join(f"{i.mnemonic} {i.operands}\n" for i in loop.body)
    command = [f"llvm-mca-{LLVM}", "-mtriple=x86_64", f"-mcpu={cpu}", f"-iterations={ITERATIONS}"]
    command += ["-bottleneck-analysis", "-timeline", "-timeline-max-iterations=2", "-"]
    result = subprocess.run(command, input=code, capture_output=True, text=True)
    if result.returncode != 0:
        raise SystemExit(f"inspect: llvm-mca cannot read a loop of {loop.function}:\n{result.stderr}")
    path.write_text(result.stdout)
    return int(re.search(r"Total Cycles:\s+(\d+)", result.stdout)[1]) / ITERATIONS


def inspect_object(symbol: str, folder: pathlib.Path, cpu: str) -> None:
    objdump = (f"llvm-objdump-{LLVM}", "--disassemble", "--no-show-raw-insn", "--reloc")
    listing = disassemble([folder / f"{symbol}.o"], objdump)
    (folder / f"{symbol}.objdump.txt").write_text(listing)
    loops = multiply_loops(symbol, functions(listing)[symbol])
    print(symbol if loops else f"{symbol}: no loop multiplies and adds")
    for loop in loops:
        start = f"{loop.body[0].address:x}"
        cycles = simulate(loop, cpu, folder / f"{symbol}.loop_{start}.mca.txt")
        print(
            f"  loop {start}: {loop.multiply_adds} multiply-adds, {len(loop.sums)} sums, {loop.loads} loads, "
            f"{len(loop.stores)} stores, {len(loop.body)} instructions; "
            f"{cpu}: {cycles:.1f} cycles, {loop.multiply_adds / cycles:.2f} multiply-adds each"
        )


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, default=pathlib.Path("build/release"), help="build folder")
    parser.add_argument("--cpu", help="CPU that llvm-mca simulates, as its -mcpu=help lists them")
    parser.add_argument("kernel", help="name from the kernel table, or of one object")
    arguments = parser.parse_args()
    build, kernel = arguments.build.resolve(), arguments.kernel
    table = symbols_by_name((build / "runtime" / "kernels" / "kernel_table.inc").read_text())
    if kernel not in table:
        near = difflib.get_close_matches(kernel, table, n=6, cutoff=0)
        print(f"inspect: no kernel '{kernel}' among {len(table)} names; near ones:", *near, sep="\n  ", file=sys.stderr)
        return 2
    folder = build.parent / "inspect" / kernel
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for symbol in table[kernel]:
        generate(build, symbol, folder)
        inspect_object(symbol, folder, arguments.cpu or CPUS[kernel.rsplit("_", 1)[1]])
    print(f"{folder}: statements (.stmt, .stmt.html), assembly (.s), listings (.objdump.txt), loops (.mca.txt)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
