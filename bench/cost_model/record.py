"""Times every kernel that may be the fastest for layers of a list, and writes a file for fit.py:

    python3 bench/layers/draw.py --seed 1 --count 100 > drawn.csv
    python3 bench/cost_model/record.py drawn.csv --machine zen4 --out bench/results/zen4-2026-11-30-kernels.csv

Kernels of one problem run alternately. What was timed before the run is stopped is kept.
"""

import argparse
import datetime
import pathlib
import random
import subprocess
import sys
import time

HERE = pathlib.Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[1]))

import timings  # noqa: E402
from common import problems  # noqa: E402
from choices.dump import tiers_of  # noqa: E402
from common.layers import LAYOUTS, read_layers  # noqa: E402
from common.worker import ROOT, Worker, WorkerError  # noqa: E402
from cost_model import splits  # noqa: E402
from cost_model.fit import ESTIMATOR  # noqa: E402

CONTESTANTS = {"channels_last": "convt_last", "channels_first": "convt_first"}


def worth_timing(answer, factor, most):
    """The default first, then the kernels whose estimate is at most `factor` times the lowest, the lowest first."""
    default = answer["default"]
    kernels = sorted(answer["kernels"], key=lambda kernel: kernel["cycles"])
    # Beside wider tiers, base's are taken only where nothing else serves.
    kernels = [kernel for kernel in kernels if not kernel["kernel"].endswith("_base")] or kernels
    near = [kernel for kernel in kernels if kernel["cycles"] <= factor * kernels[0]["cycles"]]
    others = [kernel for kernel in near if kernel["kernel"] != default["kernel"]]
    return [default, *others[:most - 1]]


def time_kernels(worker, layer, layout, threads, isa, args):
    """Rows of one problem, a row for each kernel."""
    request = {"desc": layer.problem(layout), "threads": threads, "isa": isa}
    candidates = worth_timing(worker.ask("kernels", **request), args.factor, args.most)
    # By name alone: what a tuned entry states of a split does not make every plan again.
    named = [{"kernel": candidate["kernel"]} for candidate in candidates]
    race = worker.ask("race", **request, default=named[0], candidates=named,
                      seconds=args.milliseconds * 1e-3 * (len(candidates) + 1), rounds=args.rounds, check=False)
    rows = []
    for candidate, result in zip(candidates, race["results"]):
        if "refused" in result:
            continue
        rows.append({"threads": threads, "highest_isa": isa, "layer": layer.id,
                     "contestant": CONTESTANTS[layout], "kernel": candidate["kernel"],
                     "split": splits.text_of(candidate), "ms": result["ms_min"], "ms_median": result["ms"],
                     "forced": "" if candidate is candidates[0] else 1, "estimate_cycles": candidate["cycles"]})
    return rows


def _commit():
    done = subprocess.run(["git", "rev-parse", "--short", "HEAD"], cwd=ROOT, capture_output=True, text=True)
    return done.stdout.strip() or "unknown"


def facts(worker, layers, isas, args):
    hello = worker.ask("hello")
    return {"format": timings.FORMAT, "what": "kernels", "date": datetime.date.today().isoformat(), "commit": _commit(),
            "machine": {"name": args.machine, "model": hello["model"], "cpu": hello["signature"]["cpu"],
                        "isa": hello["signature"]["isa"], "cpus": hello["cpus"]},
            "cores": {isa: worker.ask("core", isa=isa) for isa in isas},
            "problems": {layer.id: problems.text_of(layer.problem("channels_last")) for layer in layers},
            "rounds": args.rounds, "note": f"kernels of an estimate up to {args.factor} times the lowest, at most {args.most}"}


def _time_all(worker, cases, file, args):
    """How many cases were timed before the minutes were over."""
    begin = time.monotonic()
    for number, case in enumerate(cases):
        if time.monotonic() - begin > 60 * args.minutes:
            print(f"{args.minutes:g} minutes are over after {number} of {len(cases)} cases", file=sys.stderr)
            return number
        file.rows += time_kernels(worker, *case, args)
        if sys.stderr.isatty():
            print(f"{number + 1}/{len(cases)} {case[0].id:30}", end="\r", file=sys.stderr)
    return len(cases)


def record(args):
    layers = [layer for layer in read_layers(args.layers) if layer.macs <= args.most_macs]
    with Worker(args.estimator) as worker:
        highest = worker.ask("hello")["signature"]["isa"]
        isas = args.isa or tiers_of(highest)[:-1] or [highest]
        file = timings.Timings(facts(worker, layers, isas, args), [])
        cases = [(layer, layout, threads, isa) for layer in layers for layout in LAYOUTS for threads in args.threads
                 for isa in isas]
        # In no order, so that what a busy minute disturbs is no one kind of layer.
        random.Random(1).shuffle(cases)
        try:
            number = _time_all(worker, cases, file, args)
        finally:
            # A run that was stopped keeps what it has.
            if file.rows:
                timings.write(args.out, file)
    print(f"{args.out}: {len(file.rows)} times of {number} cases")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("layers", type=pathlib.Path, metavar="LIST", help="a layer list (bench/layers/README.md)")
    parser.add_argument("--out", type=pathlib.Path, required=True, metavar="FILE")
    parser.add_argument("--machine", required=True, metavar="NAME", help="the machine's name for readers")
    parser.add_argument("--estimator", type=pathlib.Path, default=ESTIMATOR, metavar="PROGRAM",
                        help="of which costs are asked and which runs the kernels")
    parser.add_argument("--threads", type=int, nargs="+", default=[1])
    parser.add_argument("--isa", nargs="+", help="highest tiers to plan for [every one that this CPU has but base]")
    parser.add_argument("--most-macs", type=int, default=10**9, metavar="N", help="leave larger layers out [1000000000]")
    parser.add_argument("--minutes", type=float, default=60, metavar="N", help="stop after so long [60]")
    parser.add_argument("--milliseconds", type=float, default=30, metavar="N", help="for each kernel, all rounds [30]")
    parser.add_argument("--rounds", type=int, default=5, metavar="N", help="in which every kernel has a slice of its time [5]")
    parser.add_argument("--factor", type=float, default=1.9, help="estimates up to so many times the lowest [1.9]")
    parser.add_argument("--most", type=int, default=12, metavar="N", help="kernels of a problem [12]")
    try:
        record(parser.parse_args())
    except KeyboardInterrupt:
        return 130
    except (WorkerError, timings.TimingsError, OSError) as error:
        print(f"record: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
