"""Between files of measurements (bench/results) and what a view asks: the results of measure.py. Standard library only."""
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parents[3]
sys.path.append(str(ROOT / "bench"))

import timings  # noqa: E402
from driver.layers import read_layers  # noqa: E402

RESULTS = ROOT / "bench" / "results"
LAYERS = "bench/layers/layers.csv"
OTHER_FACTS = ("versions", "unavailable", "call_us", "build")
PREPARED = "prepared"


def layer_fields(layer):
    return {"rank": layer.rank, "batch": layer.batch, "groups": layer.groups, "in_channels": layer.in_channels,
            "out_channels": layer.out_channels, "in_spatial": layer.in_spatial, "out_spatial": layer.out_spatial,
            "kernel": layer.kernel, "strides": layer.strides, "dilation_rate": layer.dilation_rate, "macs": layer.macs}


def _contestant(row):
    return {"ms_min": row["ms"], "kernel": row.get("kernel", ""),
            **{key: row[key] for key in ("ms_median", "workspace_bytes") if key in row}}


def results_of(kept):
    """A kept file as measure.py's results."""
    facts = kept.facts
    layers = {layer.id: layer_fields(layer) for layer in read_layers(ROOT / facts["list"])}
    runs = {}
    for row in kept.rows:
        if row["layer"] not in layers:
            raise timings.TimingsError(f"{row['layer']} is no layer of {facts['list']}")
        run = runs.setdefault((row["threads"], row["layer"]),
                              {"layer": row["layer"], "threads": row["threads"], "contestants": {}, "refused": {}})
        run["contestants"][row["contestant"]] = _contestant(row)
    for contestant, why, ids in facts.get("refused", ()):
        for (_, layer), run in runs.items():
            if layer in ids:
                run["refused"][contestant] = why
    machine = facts["machine"]
    return {"date": facts["date"], "machine": {"cpu": machine["model"], "cpus": machine["cpus"], "name": machine["name"],
                                               "avx512": machine["isa"] == "avx512"},
            "peaks": [{"threads": int(threads), **peak} for threads, peak in facts.get("peaks", {}).items()],
            "layers": {run["layer"]: layers[run["layer"]] for run in runs.values()}, "runs": list(runs.values()),
            "weights": facts.get("weights", PREPARED), **{key: facts.get(key, {}) for key in OTHER_FACTS}}


def _peaks(view):
    threads = sorted({peak["threads"] for peak in view.data["peaks"]})
    return {str(count): {what: view.peak(count, what) for what in ("gflops", "read", "copy")} for count in threads}


def _refused(view):
    reasons = {}
    for row in view.rows:
        for name, why in row.refused.items():
            reasons.setdefault((name, why), []).append(row.id)
    return [[name, why, list(dict.fromkeys(ids))] for (name, why), ids in sorted(reasons.items())]


def timings_of(view, commit):
    """measure.py's results, to be kept."""
    data, machine = view.data, view.data["machine"]
    if not (ROOT / data["list"]).resolve().is_relative_to(ROOT):
        raise timings.TimingsError(f"the layer list {data['list']} is no file of the repository: its results cannot be kept")
    facts = {"format": timings.FORMAT, "what": "peers", "date": data["date"], "commit": commit,
             "machine": {"name": machine["name"], "model": machine["cpu"], "cpu": machine["signature"],
                         "isa": "avx512" if machine["avx512"] else "avx2", "cpus": machine["cpus"]},
             "list": data["list"], "weights": data.get("weights", PREPARED), "peaks": _peaks(view), "refused": _refused(view),
             **{key: data[key] for key in OTHER_FACTS if data.get(key)}}
    rows = [{"threads": row.threads, "layer": row.id, "contestant": name, "kernel": made.get("kernel", ""),
             "ms": made["ms_min"], "ms_median": made["ms_median"], "workspace_bytes": made.get("workspace_bytes", "")}
            for row in view.rows for name, made in row.contestants.items()]
    return timings.Timings(facts, rows)


def free_name(facts):
    """A path for a run that none has: zen4-2026-11-27-peers.csv, then -2 and so on; of another list, its name for "peers", and
    "-arguments" behind it where weights were an argument."""
    what = "peers" if facts["list"] == LAYERS else pathlib.Path(facts["list"]).stem
    if facts.get("weights") == "argument":
        what = "arguments" if what == "peers" else f"{what}-arguments"
    stem = f"{facts['machine']['name'].lower().replace(' ', '')}-{facts['date']}-{what}"
    names = [stem, *(f"{stem}-{n}" for n in range(2, 100))]
    return next(path for path in (RESULTS / f"{name}.csv" for name in names) if not path.exists())


def peers_files():
    """Kept runs over the list of published models, oldest first."""
    return sorted(RESULTS.glob("*-peers*.csv"), key=lambda path: (timings.read(path).facts["date"], path.name))
