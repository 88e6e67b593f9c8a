"""The layers to tune, as `convt layers` reads them from models, lists and problem strings."""

import json
import re
import subprocess
import sys

from runners import worker

MOST_NAMED = 12


def _list(args, *more):
    command = [args.convt, "layers", "--json", *more]
    for option, values in (("--input-shape", args.input_shape), ("--sizes", args.sizes)):
        for value in values:
            command += [option, value]
    if args.dtype:
        command += ["--dtype", args.dtype]
    # What begins with a dash would be taken for an option.
    done = subprocess.run([*command, "--", *args.sources], capture_output=True, text=True)
    if done.returncode != 0:
        raise worker.WorkerError(done.stderr.strip().removeprefix("convt: "))
    return [json.loads(line) for line in done.stdout.splitlines()]


def _in_layouts(args):
    if args.layout == "own":
        return _list(args)
    layouts = ("channels_last", "channels_first") if args.layout == "both" else (args.layout,)
    return [layer for layout in layouts for layer in _list(args, "--data-format", layout)]


def read(args):
    """Problems that several layers share are listed once."""
    listed = _in_layouts(args)
    layers = [layer for layer in listed if re.search(args.filter, layer["id"])]
    if not layers:
        names = list(dict.fromkeys(layer["id"] for layer in listed))
        more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
        raise worker.WorkerError(f"--filter is '{args.filter}'; no layer of {' '.join(args.sources)} matches; there are "
                                 f"{', '.join(names[:MOST_NAMED])}{more}")
    problems = list({layer["problem"]: layer for layer in layers}.values())
    for layer in problems:
        if layer["open"]:
            print(f"{layer['id']} leaves {', '.join(layer['open'])} open; tuned as {layer['problem']}; --input-shape and "
                  f"--sizes state others", file=sys.stderr)
    return problems
