"""Fits the costs of a kind of core to recordings (record.py) and says how far choices are from the best measured kernel:

    python3 bench/cost_model/fit.py bench/results/zen4-2026-11-30-kernels.csv            says so of the table as it is
    python3 bench/cost_model/fit.py FILE --fit split_avx512 --write                      fits a column and writes the table

Costs are fitted to one half of the layers and judged on the other and on the files that --judge names. Problems of the published
list are never fitted to.
"""

import argparse
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[1]))

import timings  # noqa: E402
from common.layers import PUBLISHED, read_layers  # noqa: E402
from common.worker import ROOT, Worker, WorkerError  # noqa: E402
from cost_model import cost_table, descent, recordings, regret  # noqa: E402

ESTIMATOR = ROOT / "build" / "release" / "bench" / "convt_cost_estimator"


class Model:
    """Estimates of cases under a table of costs."""

    def __init__(self, worker, recording, cases):
        self._worker, self._recording = worker, recording
        worker.ask("load", cases=[{"desc": recording.problem(case), "threads": case.threads, "isa": case.isa,
                                   "candidates": [{"kernel": kernel} for kernel in case.kernels]} for case in cases])

    def cycles(self, table):
        """Of every candidate of every case, as on the machine that was recorded."""
        for isa, core in self._recording.cores.items():
            self._worker.ask("costs", isa=isa, values=list(table[core["core"]].values()), l2_bytes=core["l2_bytes"])
        return self._worker.ask("estimates")["cycles"]


def _tiers(recording, core):
    return [isa for isa, stated in recording.cores.items() if stated["core"] == core]


def _published():
    return [layer.problem("channels_last") for layer in read_layers(PUBLISHED)]


def fit_column(worker, recording, table, core, args):
    """The table with one core's column fitted to its half of the cases whose highest tier that core runs."""
    published = _published()
    cases = [case for case in recording.cases if case.isa in _tiers(recording, core)
             and recording.problems[case.layer] not in published]
    if not cases:
        raise timings.TimingsError(f"{recording.path}: nothing was recorded for {core}")
    fitted, judged = recordings.halves(cases)
    model = Model(worker, recording, fitted)
    before = dict(table[core])

    def distance(column):
        return descent.objective(fitted, model.cycles({**table, core: column}), column, before, args.stiffness)

    column = descent.search(before, distance, args.sweeps, report=print)
    result = {**table, core: column}
    for title, part in (("fitted half", fitted), ("other half", judged)):
        model = Model(worker, recording, part)
        for name, costs in (("before", table), ("after", result)):
            print(regret.summary(f"{core}, {title}, {name}", part, model.cycles(costs), args.most))
    return result


def judge(worker, recording, table, most):
    """How far the table's choices are from the best, for each highest tier and number of threads."""
    for isa, threads in sorted({(case.isa, case.threads) for case in recording.cases}):
        cases = [case for case in recording.cases if (case.isa, case.threads) == (isa, threads)]
        cycles = Model(worker, recording, cases).cycles(table)
        name = f"{recording.path.name}, {isa}, {threads} thread{'s' * (threads > 1)}"
        print(regret.summary(name, cases, cycles, most))


def run(args):
    table_path = cost_table.find()
    text = table_path.read_text(encoding="utf-8")
    table, origins = cost_table.parse(text), cost_table.origins(text)
    with Worker(args.estimator) as worker:
        recording = recordings.read(args.recording)
        for core in args.fit:
            table = fit_column(worker, recording, table, core, args)
            origins[core] = args.recording.name
        for path in (args.recording, *args.judge):
            judge(worker, recordings.read(path), table, args.most)
    if args.write:
        cost_table.write(table_path, table, origins)
        print(f"{table_path.relative_to(ROOT)} written")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("recording", type=pathlib.Path, metavar="FILE")
    parser.add_argument("--fit", nargs="+", default=[], choices=cost_table.CORES, metavar="CORE",
                        help=f"columns to fit: {', '.join(cost_table.CORES)}")
    parser.add_argument("--judge", nargs="+", type=pathlib.Path, default=[], metavar="FILE",
                        help="say of these files too how far choices are from the best")
    parser.add_argument("--write", action="store_true", help="write the table anew")
    parser.add_argument("--estimator", type=pathlib.Path, default=ESTIMATOR, metavar="PROGRAM")
    parser.add_argument("--sweeps", type=int, default=4, help="over all costs [4]")
    parser.add_argument("--stiffness", type=float, default=0.001,
                        help="what leaving today's costs weighs against nearer choices [0.001]")
    parser.add_argument("--most", type=int, default=10, help="of the choices farthest from the best [10]")
    try:
        run(parser.parse_args())
    except (WorkerError, timings.TimingsError, cost_table.TableError, OSError) as error:
        print(f"fit: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
