"""Times convt and its peers side by side over a list of layers; `report.py` turns the results into tables.

Each library has a process of its own, and only one of them runs at a time: the others are stopped. Per layer,
outputs are compared and contestants timed in turns, several rounds. Weights are packed beforehand, or, with
--weights argument, handed to every call like its inputs.
"""
import argparse
import pathlib
import re
import sys
import tempfile
import time

from driver import machine
from driver.contestants import BUILD, LIBRARIES, tuned
from driver.layer_run import Pace, run_layer
from driver.layers import read_layers, smallest_layer
from driver.results import Results, ResultsError, file_digest
from driver.team import Team
from libraries import ARGUMENT, PREPARED

ROOT = pathlib.Path(__file__).resolve().parents[2]
LAYERS = ROOT / "bench" / "layers" / "layers.csv"


def parse_options():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--layers", type=pathlib.Path, default=LAYERS, help="layer list (default: %(default)s)")
    parser.add_argument("--filter", default="", help="only layers whose id matches this regular expression")
    parser.add_argument("--threads", default="1,2", help="thread counts (default: %(default)s)")
    parser.add_argument("--libraries", default=".", help="only libraries whose name matches this regular expression")
    parser.add_argument("--tuned", type=pathlib.Path, help="a tuned file: convt with it takes part as convt_tuned")
    parser.add_argument("--weights", choices=(PREPARED, ARGUMENT), default=PREPARED,
                        help="packed beforehand, or an argument of every call (default: %(default)s)")
    parser.add_argument("--rounds", type=int, default=5, help="of convt and the fastest peers; others get 2")
    parser.add_argument("--turn-ms", type=float, default=15, help="a contestant's turn (default: %(default)s)")
    parser.add_argument("--layer-seconds", type=float, default=8, help="no further round after this")
    parser.add_argument("--json", type=pathlib.Path, default=BUILD / "peers" / "results.json")
    parser.add_argument("--resume", action="store_true", help="keep what --json holds and measure the rest")
    return parser.parse_args()


def print_line(run, position, total):
    times = {name: figures["ms_min"] for name, figures in run["contestants"].items()}
    peers = {name: ms for name, ms in times.items() if not name.startswith("convt")}
    best = min(peers, key=peers.get, default=None)
    ours = times.get("convt_last")
    text = f"{position}/{total} {run['threads']}t {run['layer']}: convt {ours:.3f} ms" if ours else run["layer"]
    if best and ours:
        text += f", {best} {peers[best]:.3f} ms, ratio {peers[best] / ours:.2f}"
    wrong = [f"{name}: {why}" for name, why in run["refused"].items() if "outputs" in why]
    print(text, *wrong, sep="\n    ", file=sys.stderr)


def measure(options, results, log):
    layers = [layer for layer in read_layers(options.layers) if re.search(options.filter, layer.id)]
    libraries = [library for library in LIBRARIES if re.search(options.libraries, library.name)]
    if options.tuned:
        libraries.append(tuned(options.tuned))
    pace = Pace(options.rounds, options.turn_ms / 1e3, options.layer_seconds)
    thread_counts = [int(count) for count in options.threads.split(",")]
    with tempfile.TemporaryDirectory(dir="/dev/shm", prefix="convt-peers-") as folder:
        for threads in thread_counts:
            left = [layer for layer in layers if not results.has(layer.id, threads)]
            if not left:
                continue
            results.data["peaks"].append(machine.measure_peak(threads))
            team = Team(libraries, threads, options.weights, log)
            results.data["versions"].update(team.versions)
            results.data["unavailable"].update(team.unavailable)
            try:
                call = run_layer(team, smallest_layer(), pathlib.Path(folder), pace)["contestants"]
                results.data["call_us"][str(threads)] = {name: 1e3 * made["ms_min"] for name, made in call.items()}
                for position, layer in enumerate(left, 1):
                    run = run_layer(team, layer, pathlib.Path(folder), pace)
                    results.add(layer, run)
                    print_line(run, position, len(left))
            finally:
                team.end()
            results.data["peaks"].append(machine.measure_peak(threads))
            results.write()


def newest_source():
    """What of the library's own sources was changed last."""
    return max((path for path in (ROOT / "runtime").rglob("*.[ch]pp") if path.is_file()), key=lambda path: path.stat().st_mtime)


def main():
    options = parse_options()
    convt = next(library for library in LIBRARIES if library.name == "convt")
    library, source = pathlib.Path(convt.environment["CONVT_LIBRARY"]), newest_source()
    if not library.is_file() or library.stat().st_mtime < source.stat().st_mtime:
        sys.exit(f"measure.py: {library.relative_to(ROOT)} is missing or older than {source.relative_to(ROOT)}; `make bench-peers` builds it")
    build = {"convt": file_digest(convt.environment["CONVT_LIBRARY"]), "list": file_digest(options.layers)}
    if options.tuned:
        build["tuned"] = file_digest(options.tuned)
    try:
        results = Results(options.json, machine.describe(), build, options.weights, options.resume)
    except ResultsError as error:
        sys.exit(f"measure.py: {error}; take another --json, or leave out --resume")
    listed = options.layers.resolve()
    results.data["list"] = str(listed.relative_to(ROOT) if listed.is_relative_to(ROOT) else listed)
    started = time.monotonic()
    options.json.parent.mkdir(parents=True, exist_ok=True)
    with open(options.json.with_suffix(".log"), "w", encoding="utf-8") as log:
        measure(options, results, log)
    for name, reason in results.data["unavailable"].items():
        print(f"{name} is left out: {reason}", file=sys.stderr)
    print(f"{len(results.data['runs'])} runs in {options.json}, {time.monotonic() - started:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
