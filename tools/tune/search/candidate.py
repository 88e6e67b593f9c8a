"""A candidate: a kernel and a split, as a dictionary with the keys of a tuned file's entry."""

import json
import math

COUNTS = ("channel_parts", "turned_channels", "units_together")
SPLIT = ("block", *COUNTS, "one_thread")


def plain(candidate):
    """The candidate without what the worker adds to it."""
    return {key: candidate[key] for key in ("kernel", *SPLIT) if key in candidate}


def key(candidate):
    """Text that is equal for equal candidates."""
    return json.dumps(plain(candidate), sort_keys=True)


def strategy(candidate):
    """The part of a kernel's name that says how it computes: "direct", "planar", "winograd3", …"""
    return candidate["kernel"].split("_")[4]


def _octaves(a, b):
    return abs(math.log2(max(a, 1) / max(b, 1)))


def distance(a, b):
    """How differently two candidates compute: 0 for the same, about 1 for each doubling of a size."""
    apart = 0.0
    if a["kernel"] != b["kernel"]:
        apart += 1.0 if strategy(a) == strategy(b) else 4.0
    for left, right in zip(a.get("block", ()), b.get("block", ())):
        apart += 0.5 * _octaves(left, right)
    for count in COUNTS:
        apart += 0.5 * _octaves(a.get(count, 1), b.get(count, 1))
    return apart + (1.0 if a.get("one_thread") != b.get("one_thread") else 0.0)
