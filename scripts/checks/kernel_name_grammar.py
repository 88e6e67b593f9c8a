#!/usr/bin/env python3
"""Kernel table and kernel objects are named by the two patterns that docs/kernel-names.md states.

Usage: kernel_name_grammar.py BUILD_DIR
The patterns are read from the page itself, so that page and kernels cannot drift apart.
"""

import pathlib
import re
import sys

from project_files import ROOT, report

PAGE = ROOT / "docs" / "kernel-names.md"
FENCE = re.compile(r"^```regex\n(.*?)\n```", re.MULTILINE | re.DOTALL)
# CONVT_KERNEL("name", symbol, rank, data_format, algo, isa, channel_block, tile_pixels)
ROW = re.compile(r'CONVT_KERNEL\("(\w+)", (\w+), (\d), (\w+), (\w+), (\w+), (\d+), (\d+)\)')


def problems_of_row(row: tuple[str, ...], table_pattern: re.Pattern) -> list[str]:
    name, symbol, rank, data_format, algo, isa, channels, pixels = row
    if not table_pattern.fullmatch(name):
        return [f"{name} does not match the table's pattern"]
    layout = name.split("_")[2]
    letters = "".join(sorted("dhw"[3 - int(rank) :]))
    stated = layout.replace("n", "").replace("c", "")
    problems = []
    if name != f"convt_{rank}d_{layout}_f32_{algo}_c{channels}p{pixels}_{isa}" or "".join(sorted(stated)) != letters:
        problems.append(f"{name} does not say what its row holds: {row[2:]}")
    if (data_format == "channels_last") != layout.endswith("c"):
        problems.append(f"{name} is in the table as {data_format}")
    if symbol != name.replace(f"_{layout}", ""):
        problems.append(f"{name} is served by {symbol}")
    return problems


def main() -> int:
    table_pattern, object_pattern = (re.compile(text.strip()) for text in FENCE.findall(PAGE.read_text()))
    kernels = pathlib.Path(sys.argv[1]) / "runtime" / "kernels"
    tables = list(kernels.glob("kernel_table.inc"))
    rows = [row for table in tables for row in ROW.findall(table.read_text())]
    objects = [path.stem for path in kernels.glob("*.o")]
    if not rows or not objects:
        return report("kernel names", [f"no kernel table or no kernel object in {kernels}; build first"])
    problems = [problem for row in rows for problem in problems_of_row(row, table_pattern)]
    problems += [f"object {name} does not match" for name in objects if not object_pattern.fullmatch(name)]
    names = [row[0] for row in rows]
    problems += [f"{name} is in the table twice" for name in sorted(set(names)) if names.count(name) > 1]
    print(f"kernel names: {len(rows)} table rows, {len(objects)} objects read")
    return report("kernel names", problems)


if __name__ == "__main__":
    sys.exit(main())
