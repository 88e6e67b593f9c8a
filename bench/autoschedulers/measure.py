"""Times convt beside what Halide's autoschedulers made of the same layers (compile.py), and prints a table.

    measure.py FOLDER [--tuned FILE] [--filter REGEX] [--threads N] [--json FILE]

In turns and with outputs compared, as bench/peers does; its driver does the work.
"""
import argparse
import json
import math
import os
import pathlib
import sys
import tempfile

from compile import AUTOSCHEDULERS, ROOT, selected
from driver import machine
from driver.contestants import LIBRARIES, Library
from driver.layer_run import Pace, run_layer
from driver.team import Team
from libraries import PREPARED

COLUMNS = ["convt_last", "convt_tuned", *(f"halide_{name.lower()}" for name in AUTOSCHEDULERS)]


def libraries(options):
    (convt,) = (library for library in LIBRARIES if library.name == "convt")
    environment = dict(convt.environment)
    if options.tuned:
        environment["CONVT_TUNED"] = str(options.tuned.resolve())
    scheduled = Library("halide", "halide_autoscheduled", {"CONVT_AUTOSCHEDULED": str(options.folder.resolve())},
                        python=str(ROOT / ".venv" / "bin" / "python"))
    return [Library("convt", "convt", environment, python=scheduled.python), scheduled]


def cell(run, name):
    figures = run["contestants"].get(name)
    return f"{figures['ms_min']:.3f}" if figures else run["refused"].get(name, "")[:40]


def table(runs):
    lines = ["| layer | " + " | ".join(COLUMNS) + " |", "| --- |" + " ---: |" * len(COLUMNS)]
    lines += ["| " + " | ".join([run["layer"], *(cell(run, name) for name in COLUMNS)]) + " |" for run in runs]
    ours = "convt_tuned" if any("convt_tuned" in run["contestants"] for run in runs) else "convt_last"
    for name in COLUMNS[2:]:
        ratios = [run["contestants"][name]["ms_min"] / run["contestants"][ours]["ms_min"] for run in runs
                  if name in run["contestants"] and ours in run["contestants"]]
        if ratios:
            mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
            lines.append(f"\n{name}: {mean:.2f} times as long as {ours}, geometric mean of {len(ratios)} layers")
    return "\n".join(lines)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--tuned", type=pathlib.Path)
    parser.add_argument("--filter", default="")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    runs = []
    with tempfile.TemporaryDirectory(dir="/dev/shm") as folder, open(os.devnull, "w", encoding="utf-8") as log:
        team = Team(libraries(options), options.threads, PREPARED, log)
        for reason in team.unavailable.values():
            sys.exit(f"measure.py: {reason}")
        try:
            for layer in selected(options.filter):
                runs.append(run_layer(team, layer, pathlib.Path(folder), Pace(5, 0.015, 8)))
                print(f"{layer.id} done", file=sys.stderr, flush=True)
        finally:
            team.end()
    print(table(runs))
    if options.json:
        options.json.write_text(json.dumps({"machine": machine.describe(), "runs": runs}, indent=1) + "\n")


if __name__ == "__main__":
    main()
