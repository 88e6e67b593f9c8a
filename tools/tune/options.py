"""The arguments of `convt tune`."""

import argparse
import re
import shlex

from search.effort import LEVELS


def _positive(kind):
    def parse(text):
        value = kind(text)
        if not value > 0:
            raise argparse.ArgumentTypeError(f"is {text}; it must be above 0")
        return value

    return parse


def _pattern(text):
    try:
        re.compile(text)
    except re.error as error:
        raise argparse.ArgumentTypeError(f"is '{text}'; it must be a regular expression: {error}") from None
    return text


def _path(text):
    if not text:
        raise argparse.ArgumentTypeError("is ''; it must not be empty")
    return text


def _note(text):
    if not text.isprintable():
        raise argparse.ArgumentTypeError(f"is {text!r}; it must be one line of printable text")
    return text


class _Parser(argparse.ArgumentParser):
    def error(self, message):
        """One line, as every subcommand does."""
        self.exit(2, f"convt: {message}\n")


def parse(arguments):
    parser = _Parser(
        prog="convt tune",
        description="Searches the fastest kernel and split of each layer of models, lists and problem strings, measuring on "
        "this machine or on workers of a Dask cluster. Can be stopped at any moment; the same command goes on where it was.")
    parser.add_argument("--convt", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--worker", required=True, help=argparse.SUPPRESS)
    parser.add_argument("--recipe", help=argparse.SUPPRESS)
    parser.add_argument("sources", nargs="+", metavar="SOURCE",
                        help="models (.onnx), layer lists (.csv), problems ('2d ic64 oc32 i? k4 s2 same')")
    parser.add_argument("--out", required=True, type=_path, help="tuned file to write; FILE.journal beside it keeps measurements")
    parser.add_argument("--filter", default="", type=_pattern, metavar="REGEX",
                        help="only layers whose name this matches")
    parser.add_argument("--layout", default="own", choices=("own", "channels_last", "channels_first", "both"),
                        help="of every layer [own: what its source states]")
    parser.add_argument("--input-shape", action="append", default=[], metavar="NAME=1x3x640x640",
                        help="sizes of a model's input; ? or ?640 leaves one open, typically 640")
    parser.add_argument("--dtype", choices=("float32",),
                        help="layers of models that compute in another type are tuned in this one")
    parser.add_argument("--sizes", action="append", default=[], metavar="LAYER=BATCH,SIZE,...",
                        help="sizes of a layer ('*': of all) in place of its source's")
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
    parser.add_argument("--note", default="", type=_note, help="kept in the tuned file, for its readers")
    return parser.parse_args(arguments)
