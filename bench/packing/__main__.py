"""Sums up what pack_layers printed: packing as a share of a copy's speed, and calls whose weights are an argument.

Usage: python3 bench/packing TIMES.csv...
"""

import csv
import math
import sys


def mean(ratios):
    return math.exp(sum(map(math.log, ratios)) / len(ratios)) if ratios else math.nan


def read(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


def ratios(rows, algorithm, above, below):
    return [float(row[above]) / float(row[below]) for row in rows if row["algorithm"] == algorithm]


def summary(rows):
    lines = []
    for algorithm in ("direct", "winograd"):
        for order in ("keras", "pytorch"):
            shares = ratios(rows, algorithm, "copy_s", f"{order}_s")
            lines.append(f"{algorithm:9} from {order:8} {len(shares):4} layers: weights packed at {mean(shares):.2f} of a "
                         f"copy's speed, slowest {min(shares):.2f}, fastest {max(shares):.2f}")
    packed = [float(row["packed_bytes"]) / float(row["weight_bytes"]) * float(row["copy_s"]) / float(row["keras_s"])
              for row in rows if row["algorithm"] == "winograd"]
    lines.append(f"winograd  by packed bytes: {mean(packed):.2f}")
    gains = ratios(rows, "automatic", "prepared_s", "argument_s")
    changed = [row for row in rows if row["algorithm"] == "automatic" and row["kernel"] != row["argument_kernel"]]
    lines.append(f"calls: choosing for packing and running gains {mean(gains):.3f}; another kernel in {len(changed)} layers, "
                 f"there {mean([float(r['prepared_s']) / float(r['argument_s']) for r in changed]):.3f}")
    return lines


def main():
    for path in sys.argv[1:]:
        print(path)
        print("\n".join(summary(read(path))))


if __name__ == "__main__":
    main()
