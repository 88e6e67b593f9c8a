"""Compares the speed of the release build with that of another commit: make bench-compare BASE=commit"""

import argparse
import datetime
import itertools
import os
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

import timings  # noqa: E402
from common.layers import LAYOUTS, PUBLISHED, read_layers  # noqa: E402
from common.worker import BUILT, Worker, WorkerError  # noqa: E402
from compare import builds, report  # noqa: E402
from compare.measure import SIDES, Case, measure  # noqa: E402

RUNNER = builds.RELEASE / "bench" / "convt_compare_runner"
FAILED = 1
BAD_INPUT = 2


def _counts(text):
    counts = [int(word) for word in text.split(",")]
    if min(counts) < 1:
        raise ValueError
    return counts


def _arguments():
    parser = argparse.ArgumentParser(prog="compare", description=__doc__)
    parser.add_argument("base", metavar="BASE", help="commit to compare with")
    parser.add_argument("--layers", type=pathlib.Path, default=PUBLISHED, metavar="LIST")
    parser.add_argument("--filter", default="", type=re.compile, metavar="REGEX", help="only layers whose id this matches")
    parser.add_argument("--threads", type=_counts, default=[1], metavar="N,N", help="threads of a run [1]")
    parser.add_argument("--layouts", nargs="+", default=LAYOUTS, choices=LAYOUTS)
    parser.add_argument("--isa", help="highest tier to use [the CPU's]")
    parser.add_argument("--rounds", type=int, default=3, metavar="N", help="processes, in which all layers are timed [3]")
    parser.add_argument("--slices", type=int, default=5, metavar="N", help="of each build, in a round [5]")
    parser.add_argument("--milliseconds", type=float, default=5, metavar="N", help="that a slice takes at least [5]")
    parser.add_argument("--bound", type=float, default=0.97, help="fails when a geometric mean is below [0.97]")
    parser.add_argument("--layer-bound", type=float, default=0.8,
                        help="fails when three of four slices of a layer are below [0.8]")
    parser.add_argument("--jobs", type=int, default=os.cpu_count(), metavar="N", help="of the build [all CPUs]")
    parser.add_argument("--out", type=pathlib.Path, metavar="FILE", help="write the times (bench/results/README.md)")
    args = parser.parse_args()
    args.progress = sys.stderr.isatty()
    return args


def _problems(args):
    layers = [layer for layer in read_layers(args.layers) if args.filter.search(layer.id)]
    if not layers:
        raise builds.BuildError(f"FILTER is '{args.filter.pattern}'; no layer of {args.layers} matches")
    return {Case(layer.id, layout, threads): layer.problem(layout)
            for threads, layer, layout in itertools.product(args.threads, layers, args.layouts)}


def _write(args, commit, outcomes):
    with Worker(BUILT) as worker:
        hello = worker.ask("hello")
    signature = hello["signature"]
    rows = [{"threads": outcome.case.threads, "layer": outcome.case.layer,
             "contestant": f"{side}_{outcome.case.layout.removeprefix('channels_')}", "kernel": answer[side]["kernel"],
             "ms": answer[side]["ms_min"], "ms_median": sorted(answer[side]["ms"])[len(answer[side]["ms"]) // 2],
             "round": number}
            for outcome in outcomes for number, answer in enumerate(outcome.rounds) for side in SIDES]
    machine = {"name": hello["model"], "model": hello["model"], "cpu": signature["cpu"], "isa": signature["isa"],
               "cpus": hello["cpus"]}
    facts = {"format": timings.FORMAT, "what": "compare", "date": datetime.date.today().isoformat(),
             "commit": builds.describe_head(), "base": commit[:12], "machine": machine, "rounds": args.rounds}
    timings.write(args.out, timings.Timings(facts, rows))


def _compare(args):
    problems = _problems(args)
    commit = builds.resolve(args.base)
    print(f"base {commit[:12]}, head {builds.describe_head()}", flush=True)
    library = builds.build(commit, args.jobs)
    outcomes = measure([RUNNER, library, builds.RELEASE / builds.LIBRARY], problems, args)
    if args.out:
        _write(args, commit, outcomes)
    verdict = report.judge(outcomes, args.bound, args.layer_bound)
    print(verdict.text)
    return 0 if verdict.passed else FAILED


def main():
    try:
        return _compare(_arguments())
    except (builds.BuildError, WorkerError, OSError) as error:
        print(f"compare: {error}", file=sys.stderr)
        return BAD_INPUT


if __name__ == "__main__":
    sys.exit(main())
