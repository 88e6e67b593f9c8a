"""The arguments of `convt tune`."""

import argparse
import shlex

from effort import LEVELS


def _positive(kind):
    def parse(text):
        value = kind(text)
        if not value > 0:
            raise argparse.ArgumentTypeError(f"is {text}; it must be above 0")
        return value

    return parse


class _Parser(argparse.ArgumentParser):
    def error(self, message):
        """One line, as every subcommand does."""
        self.exit(2, f"convt: {message}\n")


def parse(arguments):
    parser = _Parser(
        prog="convt tune",
        description="Searches the fastest kernel and split of each layer of a list, measuring on this machine or on "
        "workers of a Dask cluster. Can be stopped at any moment; the same command goes on where it was.")
    parser.add_argument("--convt", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--recipe", help=argparse.SUPPRESS)
    parser.add_argument("layers", help="layer list, see bench/layers/README.md")
    parser.add_argument("--out", required=True, help="tuned file to write; FILE.journal beside it keeps measurements")
    parser.add_argument("--filter", default="", metavar="REGEX", help="only layers whose id this matches")
    parser.add_argument("--layout", default="channels_last", choices=("channels_last", "channels_first", "both"))
    parser.add_argument("--minutes", type=_positive(float), default=60.0, metavar="N",
                        help="measuring time for all layers together [60]")
    parser.add_argument("--effort", default="measure", choices=LEVELS, help="how hard to search [measure]")
    parser.add_argument("--seed", type=int, default=1, metavar="S", help="of the search's random choices [1]")
    parser.add_argument("--threads", type=_positive(int), metavar="N", help="threads of a run [every CPU]")
    parser.add_argument("--target", default="native", metavar="CPU",
                        help="native, or the name of the workers' CPU as a tuned file states it")
    parser.add_argument("--timing-prefix", type=shlex.split, default=[], metavar="COMMAND",
                        help="put before each measurement, as in 'taskset -c 0'")
    parser.add_argument("--dask", action="store_true", help="measure through Dask, on a cluster of this machine")
    parser.add_argument("--scheduler", metavar="ADDRESS", help="measure on the workers of this Dask scheduler")
    parser.add_argument("--note", default="", help="kept in the tuned file, for its readers")
    return parser.parse_args(arguments)
