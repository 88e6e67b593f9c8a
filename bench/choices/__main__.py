"""Writes which kernel and split is planned for every layer of the lists, and compares two such files: python3 bench/choices"""

import argparse
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from choices import difference, dump  # noqa: E402
from common.layers import OTHERS, PUBLISHED, read_layers  # noqa: E402
from common.worker import BUILT, Worker, WorkerError  # noqa: E402

DIFFERENT = 1
BAD_INPUT = 2


def _arguments():
    parser = argparse.ArgumentParser(prog="choices", description=__doc__)
    parser.add_argument("--worker", type=pathlib.Path, default=BUILT, metavar="PROGRAM", help="convt-tune-worker of a build")
    parser.add_argument("--out", type=pathlib.Path, metavar="FILE", help="write the choices of that worker here")
    parser.add_argument("--compare", type=pathlib.Path, nargs=2, metavar=("BEFORE", "AFTER"),
                        help="compare two files instead; exit code 1 when they differ")
    parser.add_argument("--layers", type=pathlib.Path, nargs="+", default=[PUBLISHED, OTHERS], metavar="LIST")
    parser.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--isa", nargs="+", help="tiers to plan for [every one that this CPU has]")
    parser.add_argument("--most", type=int, default=20, help="lines of each kind of difference [20]")
    args = parser.parse_args()
    if bool(args.out) == bool(args.compare):
        parser.error("state either --out FILE or --compare BEFORE AFTER")
    return args


def _write(args):
    layers = [layer for path in args.layers for layer in read_layers(path)]
    args.out.parent.mkdir(parents=True, exist_ok=True)
    with Worker(args.worker) as worker:
        isas = args.isa or dump.tiers_of(worker.ask("hello")["signature"]["isa"])
        records = list(dump.plan_records(worker, layers, args.threads, isas))
    dump.write(args.out, records)
    print(f"{args.out}: {len(records)} plans, {len(records) // len(isas)} for each of {', '.join(isas)}")
    return 0


def _compare(args):
    before, after = (dump.read(path) for path in args.compare)
    found = difference.compare(before, after)
    print(difference.summary(found, args.most))
    return 0 if found.same else DIFFERENT


def main():
    args = _arguments()
    try:
        return _compare(args) if args.compare else _write(args)
    except (WorkerError, OSError) as error:
        print(f"choices: {error}", file=sys.stderr)
        return BAD_INPUT


if __name__ == "__main__":
    sys.exit(main())
