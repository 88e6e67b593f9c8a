"""The table of counts that the repository keeps (bench/instructions/counts.csv), and how far counts are from it."""

import csv
import dataclasses
import math
import os

from instructions.callgrind import STEPS

COLUMNS = ("layer", "layout", "kernel", *STEPS)
# Where the program and its arguments lie moves what the heap's calls count: up to 260 instructions a step between two
# folders, which is 4 % of the smallest packs.
SLACK = 500


def read(path):
    """(facts, {(layer, layout): row})."""
    with open(path, encoding="utf-8", newline="") as file:
        lines = file.read().splitlines()
    facts = dict(line[1:].strip().split(": ", 1) for line in lines if line.startswith("#"))
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    table = {}
    for row in rows:
        for step in STEPS:
            row[step] = int(row[step] or 0)
        table[row["layer"], row["layout"]] = row
    return facts, table


def write(path, facts, counts):
    """The file appears whole or not at all."""
    partial = f"{path}.partial"
    with open(partial, "w", encoding="utf-8", newline="") as file:
        for key, value in facts.items():
            file.write(f"# {key}: {value}\n")
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for (layer, layout), row in counts.items():
            writer.writerow([layer, layout, *(row[column] for column in COLUMNS[2:])])
    os.replace(partial, path)


@dataclasses.dataclass
class Change:
    layer: str
    layout: str
    step: str
    before: int
    after: int

    @property
    def ratio(self):
        return self.after / self.before if self.before else math.inf


@dataclasses.dataclass
class Comparison:
    more: list  # changes beyond the tolerance, the largest first
    fewer: list
    kernels: list  # (layer, layout, before, after)
    mean: dict  # by step: geometric mean of after / before

    @property
    def failed(self):
        return bool(self.more)


def compare(before, after, tolerance):
    """`tolerance` is a share: 0.02 lets counts grow by 2 %. Changes of at most SLACK instructions are nobody's doing."""
    changes = [Change(*key, step, before[key][step], after[key][step]) for key in before for step in STEPS]
    kernels = [(*key, before[key]["kernel"], after[key]["kernel"]) for key in before
               if before[key]["kernel"] != after[key]["kernel"]]
    mean = {step: math.exp(sum(math.log(change.ratio) for change in changes if change.step == step) / len(before))
            for step in STEPS}
    large = [c for c in changes if abs(c.after - c.before) > SLACK]
    return Comparison(sorted((c for c in large if c.ratio > 1 + tolerance), key=lambda c: -c.ratio),
                      sorted((c for c in large if c.ratio < 1 - tolerance), key=lambda c: c.ratio), kernels, mean)


def summary(comparison, tolerance):
    lines = ["instructions, after / before, geometric mean: " +
             ", ".join(f"{step} {ratio:.4f}" for step, ratio in comparison.mean.items())]
    lines += [f"  another kernel: {layer} {layout}: {before} -> {after}"
              for layer, layout, before, after in comparison.kernels]
    for title, changes in (("more", comparison.more), ("fewer", comparison.fewer)):
        if changes:
            lines.append(f"{len(changes)} counts are {title} by over {100 * tolerance:g} %:")
            lines += [f"  {c.layer} {c.layout} {c.step}: {c.before} -> {c.after} ({c.ratio:.3f})" for c in changes]
    if comparison.more or comparison.fewer or comparison.kernels:
        lines.append("where that is meant, `make instructions-table` writes the table anew; commit it with the change")
    return "\n".join(lines)
