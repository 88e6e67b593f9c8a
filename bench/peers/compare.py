"""Times convt and its peers side by side: every contestant of a layer in turn, round after round, in one process.

Weights are constant and prepared beforehand, buffers bound, thread counts equal, outputs compared. Before a
contestant's turn the others' worker threads get time to fall asleep, and one call is not counted.
"""
import argparse
import json
import math
import pathlib
import platform
import statistics
import sys
import time

import numpy as np

from contestants import CONTESTANTS
from layers import read_layers

LAYERS = pathlib.Path(__file__).parents[1] / "layers" / "layers.csv"
SETTLE_SECONDS = 0.01
EPSILON = 2.0**-24


def agrees(outputs, expected, layer):
    """Both within the bound of docs/numerics.md, for inputs and weights below 1/2."""
    terms = layer.terms()
    bound = 2 * (2 * math.sqrt(terms) + 8) * EPSILON * terms * 0.25
    return outputs.shape == expected.shape and np.max(np.abs(outputs - expected), initial=0) <= bound


def prepare_all(layer, threads, names):
    """Contestants that gave the right outputs, and why the others are out."""
    inputs, kernel = layer.data()
    ready, refused, expected = {}, {}, None
    for name in names:
        try:
            run, outputs = CONTESTANTS[name](layer, inputs, kernel, threads)
            run()
            if expected is None:
                expected = outputs().copy()
            if not agrees(outputs(), expected, layer):
                refused[name] = "outputs differ from convt's by more than the error bound"
                continue
            ready[name] = run
        except Exception as error:  # a peer may fail in any way; the reason is the record
            refused[name] = str(error).splitlines()[0][:200]
    return ready, refused


def time_turn(run, seconds):
    """Seconds per call, each call timed."""
    time.sleep(SETTLE_SECONDS)
    run()
    times = []
    end = time.perf_counter() + seconds
    while not times or time.perf_counter() < end:
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return times


def measure(layer, threads, names, rounds, seconds):
    ready, refused = prepare_all(layer, threads, names)
    times = {name: [] for name in ready}
    for _ in range(rounds):
        for name, run in ready.items():
            times[name] += time_turn(run, seconds)
    for run in ready.values():
        getattr(run, "release", lambda: None)()
    return {
        "id": layer.id, "threads": threads, "macs": layer.macs, "refused": refused,
        "ms_min": {name: 1e3 * min(values) for name, values in times.items()},
        "ms_median": {name: 1e3 * statistics.median(values) for name, values in times.items()},
    }


def cpu_name():
    for line in pathlib.Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
        if line.startswith("model name"):
            return line.split(":", 1)[1].strip()
    return platform.processor()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tier", type=int, default=1, help="layers of this tier and lower")
    parser.add_argument("--filter", default="", help="layers whose id contains this")
    parser.add_argument("--threads", default="1,2")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=0.05, help="per contestant and round")
    parser.add_argument("--json", required=True, help="results, one object per line")
    options = parser.parse_args()
    chosen = [layer for layer in read_layers(LAYERS) if layer.tier <= options.tier and options.filter in layer.id]
    with open(options.json, "w", encoding="utf-8") as file:
        for threads in map(int, options.threads.split(",")):
            for layer in chosen:
                result = measure(layer, threads, list(CONTESTANTS), options.rounds, options.seconds)
                result["cpu"] = cpu_name()
                file.write(json.dumps(result) + "\n")
                file.flush()
                print(layer.id, threads, {k: round(v, 3) for k, v in result["ms_min"].items()}, file=sys.stderr)


if __name__ == "__main__":
    main()
