"""Reads and writes the table of costs (runtime's tier_costs.inc): a line for each field of TierCosts, a column for each core."""

import os
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
CORES = ("base", "avx2", "split_avx2", "avx512", "split_avx512", "zen5_avx512", "neon")
_LINE = re.compile(r"^\{&TierCosts::(\w+),\s*\{([^}]*)\}\},$")


class TableError(ValueError):
    """A file that is no table of costs; the message names line and rule."""


def find():
    """The table, in whichever folder of the runtime's sources it lies."""
    found = sorted((ROOT / "runtime" / "src").rglob("tier_costs.inc"))
    if len(found) != 1:
        raise TableError(f"runtime/src has {len(found)} files tier_costs.inc; it must have one")
    return found[0]


def parse(text):
    """{core: {field: value}}, fields in the order of the lines."""
    table = {core: {} for core in CORES}
    for number, line in enumerate(text.splitlines(), 1):
        if not line or line.startswith("//"):
            continue
        match = _LINE.match(line)
        values = match and match[2].split(",")
        if not match or len(values) != len(CORES):
            raise TableError(f"line {number} is no field with {len(CORES)} values: {line!r}")
        for core, value in zip(CORES, values):
            table[core][match[1]] = float(value)
    return table


def _text(value):
    """Whole numbers without a point, others to four figures."""
    return str(int(value)) if value == int(value) else f"{value:.4g}"


def render(table, origins):
    """`origins`: for each core that was fitted, the file that its values come from."""
    fields = list(table[CORES[0]])
    names = [f"{{&TierCosts::{field}," for field in fields]
    texts = [[_text(table[core][field]) for core in CORES] for field in fields]
    widths = [max(len(core), *(len(row[i]) for row in texts)) for i, core in enumerate(CORES)]
    first = max(len(name) for name in names)
    lines = ["// Costs of kinds of cores (core_costs.hpp), written by bench/cost_model/fit.py."]
    lines += [f"// {core}: fitted to {origin}" for core, origin in sorted(origins.items())]
    lines.append("// " + " " * (first - 1) + "  ".join(core.rjust(width) for core, width in zip(CORES, widths)))
    for name, row in zip(names, texts):
        lines.append(f"{name:{first}} {{" + ", ".join(text.rjust(width) for text, width in zip(row, widths)) + "}},")
    return "\n".join(lines) + "\n"


def origins(text):
    """Which file each core's values come from, of those that the table states."""
    return dict(re.findall(r"^// (\w+): fitted to (.+)$", text, re.MULTILINE))


def write(path, table, stated_origins):
    """The file appears whole or not at all."""
    partial = path.with_name(path.name + ".partial")
    partial.write_text(render(table, stated_origins), encoding="utf-8")
    os.replace(partial, path)
