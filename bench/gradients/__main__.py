"""Times gradients of layers by convt and by PyTorch or JAX in turns: docs/experiments/039-gradients.md's tables.

    python bench/gradients {pytorch,jax} [--threads N] [--rounds N]

Milliseconds of one call, the smallest of the rounds: CPU time of the process on one thread, wall time on more. Results
are compared before anything is timed.
"""

import argparse
import time

import convt
import numpy as np
from contestants import Convt, Jax, PyTorch
from layers import LAYERS

SECONDS_OF_A_ROUND = 0.05


def check(layer, ours, theirs):
    for name, got, wanted in zip(("inputs", "kernel"), ours.results(), theirs.results(), strict=True):
        scale = np.abs(wanted).max()
        if np.abs(got - wanted).max() > 1e-4 * scale:
            raise SystemExit(f"{layer.text}: gradients of the {name} differ from those of {theirs.name}")


def seconds(call, times, clock):
    begin = clock()
    for _ in range(times):
        call()
    return (clock() - begin) / times


def smallest_times(calls, rounds, clock):
    times = [max(1, int(SECONDS_OF_A_ROUND / seconds(call, 1, time.perf_counter))) for call in calls]
    best = [float("inf")] * len(calls)
    for _ in range(rounds):
        best = [min(known, seconds(call, n, clock)) for known, call, n in zip(best, calls, times, strict=True)]
    return best


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("framework", choices=("pytorch", "jax"))
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=7)
    options = parser.parse_args()
    convt.set_num_threads(options.threads)
    clock = time.process_time if options.threads == 1 else time.perf_counter
    contestant = {"pytorch": PyTorch, "jax": Jax}[options.framework]
    print(f"| layer | layout | inputs: {contestant.name} | convt | | kernel: {contestant.name} | convt | |")
    print("| --- | --- |" + " ---: |" * 6)
    for layer in LAYERS:
        for is_last in (False, True):
            try:
                theirs = contestant(layer, is_last)
            except NotImplementedError:
                continue
            ours = Convt(layer, is_last)
            check(layer, ours, theirs)
            pairs = zip(theirs.calls, ours.calls, strict=True)
            best = smallest_times([call for pair in pairs for call in pair], options.rounds, clock)
            cells = []
            for theirs_took, ours_took in (best[:2], best[2:]):
                cells += [f"{1e3 * theirs_took:.2f}", f"{1e3 * ours_took:.2f}", f"{theirs_took / ours_took:.2f}"]
            print(f"| {layer.text} | {'last' if is_last else 'first'} | " + " | ".join(cells) + " |", flush=True)


if __name__ == "__main__":
    main()
