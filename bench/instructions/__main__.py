"""Counts instructions of the layers in a table and compares them with it: python3 bench/instructions PROGRAM"""

import argparse
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from common.layers import PUBLISHED  # noqa: E402
from instructions import table  # noqa: E402
from instructions.callgrind import CountError, count  # noqa: E402

TABLE = pathlib.Path(__file__).resolve().parent / "counts.csv"
MORE = 1
BAD_INPUT = 2


def _first_line(command):
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()[0]


def _facts(compiler):
    """What counts depend on beside the sources."""
    return {"compiler": _first_line([compiler, "--version"]), "c library": _first_line(["ldd", "--version"]),
            "valgrind": _first_line(["valgrind", "--version"])}


def _arguments():
    parser = argparse.ArgumentParser(prog="instructions", description=__doc__)
    parser.add_argument("program", type=pathlib.Path, help="counted_layers of a build")
    parser.add_argument("--table", type=pathlib.Path, default=TABLE, metavar="FILE", help="its layers are counted")
    parser.add_argument("--tolerance", type=float, default=0.02, metavar="SHARE", help="that counts may grow by [0.02]")
    parser.add_argument("--compiler", default="c++", metavar="COMMAND", help="that built the program [c++]")
    parser.add_argument("--write", action="store_true", help="write the table anew")
    return parser.parse_args()


def _run(args):
    before_facts, before = table.read(args.table)
    after = count(args.program, PUBLISHED, list(before))
    facts = _facts(args.compiler)
    if args.write:
        table.write(args.table, facts, after)
        print(f"{args.table}: {len(after)} layers")
        return 0
    for key, value in facts.items():
        if before_facts.get(key, value) != value:
            print(f"note: the table was made with {before_facts[key]}; here it is {value}")
    found = table.compare(before, after, args.tolerance)
    print(table.summary(found, args.tolerance))
    return MORE if found.failed else 0


def main():
    try:
        return _run(_arguments())
    except (CountError, OSError, subprocess.CalledProcessError) as error:
        print(f"instructions: {error}", file=sys.stderr)
        return BAD_INPUT


if __name__ == "__main__":
    sys.exit(main())
