#!/usr/bin/env python3
"""Writes what Halide and LLVM make of one kernel to BUILD/inspect/KERNEL and prints a summary; see docs/inspect.md."""

import argparse
import difflib
import json
import pathlib
import re
import shutil
import subprocess
import sys

from listing import Loop, disassemble, functions, multiply_loops

LLVM = "19"  # as docs/dependencies.md says
ITERATIONS = 100
OUTPUTS = ["object", "assembly", "stmt", "stmt_html"]


def symbols_by_name(catalog: dict) -> dict[str, list[str]]:
    """Kernel name -> its objects, of the x86 tiers that were built. An object's own name stands for itself."""
    tiers = {name for name in catalog["built"] if "simulated_cpu" in catalog["tiers"][name]}
    rows = [row for row in catalog["rows"] if row["fields"]["isa"] in tiers]
    found = {symbol: [symbol] for row in rows for symbol in row["symbols"]}
    for row in rows:
        fields = row["fields"]
        if "name" not in fields:
            continue
        found[fields["name"]] = list(row["symbols"])
        if row["table"] == "winograd_kernels":
            found[fields["name"]] += transforms_of(fields, rows)
    return found


def transforms_of(kernel: dict, rows: list[dict]) -> list[str]:
    """Objects of the transforms that a Winograd kernel may need: those without taps in dimensions that it has not."""
    def serves(fields: dict) -> bool:
        same = all(fields[key] == kernel[key] for key in ("dtype", "isa", "tile_outputs"))
        return same and all(taps == 1 for taps in fields["taps"][kernel["rank"] :])

    rows = [row for row in rows if row["table"] == "winograd_transforms" and serves(row["fields"])]
    return [symbol for row in rows for symbol in row["symbols"]]


def generate(build: pathlib.Path, symbol: str, made: dict, folder: pathlib.Path) -> None:
    """Makes an object as the build does, with more outputs and into the folder."""
    program = build / "generators" / f"convt_generator_{made['program']}"
    subprocess.run([program, "-f", symbol, "-e", ",".join(OUTPUTS), "-o", folder, *made["arguments"]], check=True)


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
    catalog = json.loads((build / "runtime" / "kernels" / "kernel_catalog.json").read_text())
    table = symbols_by_name(catalog)
    if kernel not in table:
        near = difflib.get_close_matches(kernel, table, n=6, cutoff=0)
        print(f"inspect: no kernel '{kernel}' among {len(table)} names; near ones:", *near, sep="\n  ", file=sys.stderr)
        return 2
    folder = build.parent / "inspect" / kernel
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    cpu = arguments.cpu or catalog["tiers"][kernel.rsplit("_", 1)[1]]["simulated_cpu"]
    for symbol in table[kernel]:
        generate(build, symbol, catalog["objects"][symbol], folder)
        inspect_object(symbol, folder, cpu)
    print(f"{folder}: statements (.stmt, .stmt.html), assembly (.s), listings (.objdump.txt), loops (.mca.txt)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
