#!/usr/bin/env python3
"""Kernel table and kernel objects are named by the two patterns that docs/kernel-names.md states, and a name says what its
row holds.

Usage: kernel_name_grammar.py BUILD_DIR
The patterns are read from the page itself, so that page and kernels cannot drift apart.
"""

import json
import pathlib
import re
import sys

from project_files import ROOT, report

PAGE = ROOT / "docs" / "kernel-names.md"
FENCE = re.compile(r"^```regex\n(.*?)\n```", re.MULTILINE | re.DOTALL)
NAME_IN_ROW = re.compile(r'\.name = "(\w+)"')
LAYOUTS = {"channels_last": ("nwc", "nhwc", "ndhwc"), "channels_first": ("ncw", "nchw", "ncdhw")}


def name_of(row: dict, types: dict) -> str:
    """The name by what a row holds."""
    fields = row["fields"]
    rank = fields["rank"]
    strategy = fields.get("algo", row["table"].removesuffix("_kernels"))
    count = fields.get("tile_outputs") or fields.get("phases") or ""
    (element,) = (name for name, about in types.items() if about["dtype"] == fields["dtype"])
    tile = f"c{fields['channel_block']}p{fields['tile_pixels']}"
    return f"convt_{rank}d_{LAYOUTS[fields['data_format']][rank - 1]}_{element}_{strategy}{count}_{tile}_{fields['isa']}"


def object_of(name: str, strategy: str) -> str:
    """The object of a kernel: one for each rank, or one for all of them (also of three dimensions), and for every number of
    outputs of a tile."""
    _, rank, _, element, _, tile, isa = name.split("_")
    if strategy in ("tapped", "scatter", "tapplanar", "winograd", "dot"):
        return f"convt_{element}_{strategy}_multiply_{tile}_{isa}"
    if strategy == "inner":
        rank = "3d"
    return f"convt_{rank}_{element}_{name.split('_')[4]}_{tile}_{isa}"


def problems_of_row(row: dict, types: dict, pattern: re.Pattern) -> list[str]:
    name = row["fields"]["name"]
    expected = name_of(row, types)
    problems = []
    if not pattern.fullmatch(name):
        problems.append(f"{name} does not match the table's pattern")
    if name != expected:
        problems.append(f"{name} holds what {expected} says")
    symbol = object_of(expected, re.sub(r"\d+$", "", expected.split("_")[4]))
    if row["symbols"] != [symbol]:
        problems.append(f"{name} is served by {row['symbols']}, not by {symbol}")
    return problems


def main() -> int:
    table_pattern, object_pattern = (re.compile(text.strip()) for text in FENCE.findall(PAGE.read_text()))
    kernels = pathlib.Path(sys.argv[1]) / "runtime" / "kernels"
    objects = {path.stem for path in kernels.glob("*.o")}
    if not objects:
        return report("kernel names", [f"no kernel object in {kernels}; build first"])
    catalog = json.loads((kernels / "kernel_catalog.json").read_text())
    rows = [row for row in catalog["rows"] if "name" in row["fields"]]
    problems = [problem for row in rows for problem in problems_of_row(row, catalog["types"], table_pattern)]
    problems += [f"object {name} does not match" for name in catalog["objects"] if not object_pattern.fullmatch(name)]
    names = [row["fields"]["name"] for row in rows]
    problems += [f"{name} is in the table twice" for name in sorted(set(names)) if names.count(name) > 1]

    # What was built is what the catalogue says of these tiers: every row, every object, and nothing else.
    built = {row["fields"]["name"] for row in rows if row["fields"]["isa"] in catalog["built"]}
    in_table = [name for path in kernels.glob("*_kernels.inc") for name in NAME_IN_ROW.findall(path.read_text())]
    problems += [f"{name} is in the catalogue or in the table, but not in both" for name in sorted(built ^ set(in_table))]
    expected = {symbol for symbol, made in catalog["objects"].items() if made["isa"] in catalog["built"]}
    problems += [f"{name}.o was built or is in the catalogue, but not both" for name in sorted(objects ^ expected)]
    print(f"kernel names: {len(in_table)} table rows, {len(rows)} of every tier, {len(objects)} objects read")
    return report("kernel names", problems)


if __name__ == "__main__":
    sys.exit(main())
