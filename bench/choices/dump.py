"""What is planned for every layer: the kernel taken, its split, and the estimate of every kernel that serves it."""

import json
import os

from common.layers import LAYOUTS

# Tiers of the C interface, the lowest first; those above the CPU's are not planned for.
TIERS = ("base", "avx2", "avx512", "neon")
KEY = ("id", "layout", "threads", "isa")


def tiers_of(highest):
    """A CPU's tiers, the highest first."""
    if highest == "neon":
        return ["neon"]
    return list(reversed(TIERS[:TIERS.index(highest) + 1]))


def _without_schedule(candidate):
    """A split and an estimate; the schedule's identity changes with each change of its source."""
    return {key: value for key, value in candidate.items() if key != "schedule"}


def plan_records(worker, layers, threads, isas):
    """One record for each layer, layout, thread count and tier."""
    for isa in isas:
        for layer in layers:
            for layout in LAYOUTS:
                for count in threads:
                    answer = worker.ask("kernels", desc=layer.problem(layout), threads=count, isa=isa)
                    kernels = [_without_schedule(kernel) for kernel in answer["kernels"]]
                    yield {"id": layer.id, "layout": layout, "threads": count, "isa": isa,
                           "chosen": _without_schedule(answer["default"]),
                           "kernels": sorted(kernels, key=lambda kernel: kernel["kernel"])}


def write(path, records):
    """One JSON object a line; the file appears whole or not at all."""
    partial = f"{path}.partial"
    with open(partial, "w", encoding="utf-8") as file:
        for record in records:
            file.write(json.dumps(record) + "\n")
    os.replace(partial, path)


def read(path):
    """Records by their key."""
    with open(path, encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    return {tuple(record[key] for key in KEY): record for record in records}
