"""Questions to a results file (driver/results.py). Standard library only, so that it can be tested anywhere."""
import json
import math
import pathlib
import statistics

from figures import kept

OURS = "convt"
FLOAT_BYTES = 4


def geometric_mean(values):
    values = list(values)
    return math.exp(sum(map(math.log, values)) / len(values)) if values else None


def library_of(contestant):
    """onednn_last and onednn_any are oneDNN; TensorFlow's two settings are TensorFlow."""
    return contestant.split("_")[0]


class Row:
    """One layer at one thread count."""

    def __init__(self, run, layer, statistic):
        self.id, self.threads, self.layer = run["layer"], run["threads"], layer
        self.contestants, self.refused = run["contestants"], run["refused"]
        key = f"ms_{statistic}"  # medians were not always kept
        self.ms = {name: figures[key] for name, figures in run["contestants"].items() if key in figures}

    def peer(self, library=None):
        """(contestant, ms) of the fastest peer, of all or of one library; None when none ran."""
        peers = {name: ms for name, ms in self.ms.items()
                 if library_of(name) != OURS and library in (None, library_of(name))}
        return min(peers.items(), key=lambda item: item[1], default=None)

    def ratio(self, name="convt_last", library=None):
        """How many times faster than the fastest peer; None when one of them did not run."""
        peer = self.peer(library)
        return peer[1] / self.ms[name] if peer and name in self.ms else None

    def gflops(self, name):
        return 2e-6 * self.layer["macs"] / self.ms[name] if name in self.ms else None

    def bytes(self):
        """Inputs, weights and outputs, each touched once."""
        layer = self.layer
        pixels = layer["batch"] * math.prod(layer["in_spatial"])
        outputs = layer["batch"] * math.prod(layer["out_spatial"])
        weights = layer["in_channels"] * layer["out_channels"] // layer["groups"] * math.prod(layer["kernel"])
        return FLOAT_BYTES * (pixels * layer["in_channels"] + outputs * layer["out_channels"] + weights)

    def intensity(self):
        """Operations per byte."""
        return 2 * self.layer["macs"] / self.bytes()

    def channels_at_least(self, count):
        layer = self.layer
        return min(layer["in_channels"], layer["out_channels"]) // layer["groups"] >= count

    def kernel_is_twice_stride(self):
        layer = self.layer
        return (all(k == 2 * s for k, s in zip(layer["kernel"], layer["strides"]))
                and all(rate == 1 for rate in layer["dilation_rate"]) and layer["groups"] == 1)

    def kernel(self, name="convt_last"):
        return self.contestants[name].get("kernel", "") if name in self.contestants else ""


class ResultsView:
    def __init__(self, data, statistic="min"):
        self.data = data
        self.rows = [Row(run, data["layers"][run["layer"]], statistic) for run in data["runs"]]

    @classmethod
    def read(cls, path, statistic="min"):
        """Of a kept file (bench/results), or of measure.py's results."""
        path = pathlib.Path(path)
        if path.suffix == ".csv":
            return cls(kept.results_of(kept.timings.read(path)), statistic)
        return cls(json.loads(path.read_text(encoding="utf-8")), statistic)

    @property
    def weights_are_argument(self):
        return self.data.get("weights", "prepared") == "argument"

    def thread_counts(self):
        return sorted({row.threads for row in self.rows})

    def at(self, threads):
        return [row for row in self.rows if row.threads == threads]

    def peak(self, threads, what):
        """"gflops", "read" or "copy": median of what was measured around the runs at this thread count."""
        return statistics.median(peak[what] for peak in self.data["peaks"] if peak["threads"] == threads)

    def bandwidth(self, threads):
        return max(self.peak(threads, "read"), self.peak(threads, "copy"))

    def is_memory_bound(self, row):
        """Moving its bytes once takes longer than its operations at the FMA peak."""
        return row.intensity() < self.peak(row.threads, "gflops") / self.bandwidth(row.threads)

    def peer_libraries(self):
        """Fastest first: by geometric mean of (time of the fastest peer / time of this one) where it ran."""
        names = {library_of(name) for row in self.rows for name in row.ms} - {OURS}

        def speed(library):
            return geometric_mean(row.peer()[1] / row.peer(library)[1] for row in self.rows if row.peer(library))

        return sorted(names, key=speed, reverse=True)
