"""Makes files of measurements from what docs/ held of them before measurements were kept, out of this repository's history.

A commit's tables have GFLOP/s rounded to whole numbers; its pictures have the coordinates of what they show. README.md
beside this file says how exact the times are.
"""
import math
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent), str(HERE.parent / "peers")]

import timings  # noqa: E402
from driver.layers import read_layers  # noqa: E402
from figures.tables import NAMES  # noqa: E402

LIST = "bench/layers/layers.csv"
ZEN4 = {"name": "Zen 4", "model": "AMD EPYC", "cpu": "AuthenticAMD-25-17", "isa": "avx512", "cpus": 2}
ZEN1 = {"name": "Zen 1", "model": "AMD EPYC", "cpu": "AuthenticAMD-23-1", "isa": "avx2", "cpus": 2}
XEON = {"name": "Xeon 207", "model": "Intel(R) Xeon(R) Processor", "cpu": "GenuineIntel-6-207", "isa": "avx512", "cpus": 2}
RUNS = {  # file: (commit whose documents hold the run, machine, rounds)
    "zen4-2026-11-24-peers": ("203fd6b", ZEN4, None),
    "zen4-2026-11-25-peers": ("2d986d7", ZEN4, None),
    "zen4-2026-11-25-peers-2": ("8b4cf94", ZEN4, None),
    "xeon207-2026-11-27-peers": ("2961315", XEON, 4),
    "zen1-2026-11-27-peers": ("4d02e76", ZEN1, 3),
    "zen4-2026-11-27-peers": ("1c4914f", ZEN4, 3),
}
ROUNDED = ("GFLOP/s to whole numbers, but for convt_last and the fastest peer; convt_direct by its ratio, to a layer that it fits; "
           "workspace to KiB")
OURS, PEER, DIRECT = "#0072b2", "#d55e00", "#888888"  # colours of the pictures
LIBRARIES = {shown: name for name, shown in NAMES.items()}


def at(commit, path):
    return subprocess.run(["git", "-C", HERE, "show", f"{commit}:{path}"], check=True, capture_output=True,
                          text=True).stdout


class Picture:
    """Heights of a picture's points, as values of its vertical axis; `logarithmic` says how that is scaled."""

    def __init__(self, svg, logarithmic=False):
        ticks = re.findall(r'id="ytick_\d+">.*?<use [^>]*? y="([\d.]+)".*?<text [^>]*>([\d.]+)</text>', svg, re.DOTALL)
        (low_y, low), (high_y, high) = ((float(y), float(value)) for y, value in (ticks[0], ticks[-1]))
        to, back = (math.log, math.exp) if logarithmic else (float, float)
        self._value = lambda y: back(to(low) + (y - low_y) * (to(high) - to(low)) / (high_y - low_y))
        self._panels = svg.split('<g id="axes_')[1:]

    def values(self, panel, colour, count):
        heights = re.findall(rf'<use [^>]*? y="([\d.]+)" style="fill: {colour}', self._panels[panel])
        if len(heights) != count + 1:  # the last is the legend's
            sys.exit(f"{len(heights)} points of {colour} in a picture; {count + 1} were expected")
        return [self._value(float(y)) for y in heights[:count]]


def tables(page):
    """For each number of threads: rows of cells by column."""
    for part in re.split(r"^## (?=\d thread)", page, flags=re.MULTILINE)[1:]:
        lines = [line.strip("| ").split(" | ") for line in part.splitlines() if line.startswith("| ")]
        yield int(part[0]), [dict(zip(lines[0], cells)) for cells in lines[1:] if cells[0] != "---"]


def direct_gflops(rows, ours, peers, ratios):
    """A picture has the ratios of direct kernels in order of size. Each goes to a layer whose rounded figure allows it: of
    those, to the one that allows the least beyond it, which finds a place for all if there is one."""
    ends = []  # of the ratios that a layer allows
    for row, our, peer in zip(rows, ours, peers):
        known = "winograd" not in row["kernel"]  # then direct kernels run by default
        gflops = our if known else float(row["direct"])
        slack = 1e-4 * our if known else 0.501
        ends.append(((gflops - slack) / peer, (gflops + slack) / peer))
    placed, left = {}, set(range(len(rows)))
    for ratio in ratios:
        allowed = [i for i in left if ends[i][0] <= ratio <= ends[i][1]]
        if not allowed:
            sys.exit(f"no layer has direct kernels {ratio} times as fast as its fastest peer")
        chosen = min(allowed, key=lambda i: ends[i][1])
        left.remove(chosen)
        placed[chosen] = ratio * peers[chosen]
    return [placed[i] for i in range(len(rows))]


def kernel_of(row, contestant):
    """By its full name, where the table says which it was."""
    told = contestant == "convt_last" or (contestant == "convt_direct" and "winograd" not in row["kernel"])
    return re.sub("^([123]d_[a-z]+)_", r"convt_\1_f32_", row["kernel"]) if told else ""


def run_rows(commit, layers):
    size = Picture(at(commit, "docs/pictures/size.svg"))
    ratio = Picture(at(commit, "docs/pictures/ratio.svg"), logarithmic=True)
    for panel, (threads, rows) in enumerate(tables(at(commit, "docs/benchmarks-layers.md"))):
        count = len(rows)
        ours, peers = (size.values(panel, colour, count) for colour in (OURS, PEER))
        direct = direct_gflops(rows, ours, peers, ratio.values(panel, DIRECT, count))
        for i, row in enumerate(rows):
            if abs(ours[i] - float(row["convt last"])) > 0.501:
                sys.exit(f"{commit}, {threads} threads, {row['layer']}: picture and table differ")
            best = row["fastest peer"]
            gflops = {"convt_last": ours[i], "convt_first": float(row["first"]), "convt_direct": direct[i], best: peers[i]}
            gflops |= {LIBRARIES[shown]: min(float(cell), peers[i]) for shown, cell in row.items()
                       if shown in LIBRARIES and cell != "-" and LIBRARIES[shown] != best.split("_")[0]}
            for contestant, value in gflops.items():
                if value > 0:  # 0 in a table says less than half
                    yield {"threads": threads, "layer": row["layer"], "contestant": contestant,
                           "kernel": kernel_of(row, contestant), "ms": 2e-6 * layers[row["layer"]].macs / value,
                           "workspace_bytes": 1024 * int(row["KiB scratch"]) if contestant == "convt_last" else ""}


def facts_of(commit, machine, rounds):
    page = at(commit, "docs/benchmarks.md")
    peaks = {found[1]: {"gflops": float(found[2]), "read": float(found[3]), "copy": float(found[4])} for found in re.finditer(
        r"^- (\d) threads?: FMA peak (\d+) GFLOP/s; memory (\d+) GB/s read, (\d+) GB/s copied", page, re.MULTILINE)}
    versions = re.search(r"^- Versions: (.*)\.$", page, re.MULTILINE)[1].split(", ")
    calls = {found[1]: {name: float(us) for name, us in (cost.split(" ") for cost in found[2].split(", "))}
             for found in re.finditer(r"^- A call .*?, (\d) threads?, in microseconds: (.*)\.$", page, re.MULTILINE)}
    refused = [[*line[2:].rsplit(": ", 1)[0].split(": ", 1), line.rsplit(": ", 1)[1].split(", ")]
               for line in at(commit, "docs/benchmarks-layers.md").split("## Left out")[1].splitlines() if line]
    facts = {"format": timings.FORMAT, "what": "peers", "date": re.search(r"^- Machine: .*; ([\d-]+)\.$", page, re.MULTILINE)[1],
             "commit": commit, "machine": machine, "list": LIST, "rounded": ROUNDED, "peaks": peaks,
             "versions": {LIBRARIES[name]: version for name, version in (one.rsplit(" ", 1) for one in versions)},
             "call_us": calls, "refused": refused}
    return facts | ({"rounds": rounds} if rounds else {})


def main():
    layers = {layer.id: layer for layer in read_layers(HERE.parents[1] / LIST)}
    for name, (commit, machine, rounds) in RUNS.items():
        made = timings.Timings(facts_of(commit, machine, rounds), list(run_rows(commit, layers)))
        timings.write(HERE / f"{name}.csv", made)
        print(f"{name}.csv: {len(made.rows)} times")


if __name__ == "__main__":
    main()
