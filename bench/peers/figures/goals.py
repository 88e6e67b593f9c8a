"""What the project wants to show, and what was measured: one line each, for every thread count."""
import dataclasses
from typing import Callable

from figures.results_view import geometric_mean

NOISE = 0.97  # a ratio above this is not called slower
ARGUMENT_NOISE = 0.9  # the same where weights are an argument of each call
MIB = 2**20


@dataclasses.dataclass(frozen=True)
class Goal:
    what: str
    at_least: float  # or at most, with `lower_is_better`
    measure: Callable  # (view, threads) -> (value or None, number of layers)
    lower_is_better: bool = False
    short: str = ""  # its column where runs are compared; goals without one are not shown there

    def is_met(self, value):
        return value <= self.at_least if self.lower_is_better else value >= self.at_least


def _mean(of, where=lambda view, row: True):
    """Geometric mean of of(view, row) over the rows that qualify."""

    def measure(view, threads):
        values = [of(view, row) for row in view.at(threads) if where(view, row)]
        values = [value for value in values if value is not None]
        return geometric_mean(values), len(values)

    return measure


def _lowest(of, limit=NOISE):
    def measure(view, threads):
        values = [value for value in (of(view, row) for row in view.at(threads)) if value is not None]
        return min(values, default=None), sum(value < limit for value in values)

    return measure


def _against(first, second):
    """How many times faster the first is than the second."""
    return lambda view, row: row.ms[second] / row.ms[first] if first in row.ms and second in row.ms else None


def _share_of_peak(name):
    return lambda view, row: (
        row.gflops(name) / view.peak(row.threads, "gflops") if name in row.ms else None)


def _share_of_bandwidth(view, row):
    gbs = 1e-6 * row.bytes() / row.ms["convt_last"] if "convt_last" in row.ms else None
    return gbs / view.bandwidth(row.threads) if gbs else None


def is_compute_bound(view, row):
    return row.channels_at_least(32) and not view.is_memory_bound(row)


def is_winograd_ground(view, row):
    return row.layer["rank"] > 1 and row.kernel_is_twice_stride() and row.channels_at_least(64)


def is_vocoder(view, row):
    return row.layer["rank"] == 1 and row.kernel_is_twice_stride()


def is_fast_algorithm(row):
    return "convt_direct" in row.ms and row.kernel() != row.kernel("convt_direct")


def thread_ratios(view, many, smallest_macs=1_000_000):
    """{layer id: time on 1 thread / time on `many`} of layers above a size."""
    alone = {row.id: row.ms["convt_last"] for row in view.at(1) if "convt_last" in row.ms}
    return {row.id: alone[row.id] / row.ms["convt_last"] for row in view.at(many)
            if row.id in alone and "convt_last" in row.ms and row.layer["macs"] > smallest_macs}


def _threads(view, threads):
    ratios = thread_ratios(view, threads) if threads > 1 else {}
    return geometric_mean(ratios.values()), len(ratios)


def _workspace(view, threads):
    made = (row.contestants.get(name, {}) for row in view.at(threads) for name in ("convt_last", "convt_first"))
    rows = [figures["workspace_bytes"] for figures in made if "workspace_bytes" in figures]
    return max(rows, default=0) / MIB, len(rows)


def _slower_than_direct(view, threads):
    chosen = [row for row in view.at(threads) if is_fast_algorithm(row)]
    slower = [row for row in chosen if row.ms["convt_direct"] / row.ms["convt_last"] < NOISE]
    return float(len(slower)), len(chosen)


GOALS = (
    Goal("against the fastest peer, default kernels", 1.5, _mean(lambda view, row: row.ratio()),
         short="fastest peer"),
    Goal("against the fastest peer, direct kernels alone", 1.3, _mean(lambda view, row: row.ratio("convt_direct")),
         short="direct alone"),
    Goal("slowest layer against its fastest peer (how many are below 0.97)", NOISE,
         _lowest(lambda view, row: row.ratio()), short="slowest (below 0.97)"),
    Goal("against TensorFlow", 3, _mean(lambda view, row: row.ratio(library="tensorflow")),
         short="TensorFlow"),
    Goal("channels_first against channels_last", 0.9, _mean(_against("convt_first", "convt_last")),
         short="channels_first"),
    Goal("compute-bound layers, 32 channels and more on both sides, direct: share of the FMA peak", 0.85,
         _mean(_share_of_peak("convt_direct"), is_compute_bound), short="of the peak"),
    Goal("memory-bound layers: share of the bandwidth", 0.8,
         _mean(_share_of_bandwidth, lambda view, row: view.is_memory_bound(row)), short="of the bandwidth"),
    Goal("against 1 thread, layers above 1 MMAC", 1.85, _threads, short="second thread"),
    Goal("largest scratch memory of a thread, MiB", 2, _workspace, lower_is_better=True),
    Goal("kernel = 2 × stride, 2-D and 3-D, 64 channels and more: share of the FMA peak", 1.4,
         _mean(_share_of_peak("convt_last"), is_winograd_ground), short="k = 2s, of the peak"),
    Goal("the same layers against direct kernels", 1.5,
         _mean(_against("convt_last", "convt_direct"), is_winograd_ground), short="k = 2s, direct"),
    Goal("the same layers against the fastest peer", 1.75, _mean(lambda view, row: row.ratio(), is_winograd_ground),
         short="k = 2s, fastest peer"),
    Goal("kernel = 2 × stride, 1-D, against direct kernels", 1.15,
         _mean(_against("convt_last", "convt_direct"), is_vocoder), short="1-D k = 2s, direct"),
    Goal("tuned (bench/peers/measure.py --tuned) against default kernels", 1.15,
         _mean(_against("convt_tuned", "convt_last"))),
    Goal("tuned against the fastest peer", 1.75, _mean(lambda view, row: row.ratio("convt_tuned"))),
    Goal("slowest tuned layer against its fastest peer (how many are below 0.97)", 1,
         _lowest(lambda view, row: row.ratio("convt_tuned"))),
    Goal("plans that measure (effort = measure) against estimated ones", 1.04,
         _mean(_against("convt_measured", "convt_last"))),
    Goal("plans that measure against the fastest peer", 1.5, _mean(lambda view, row: row.ratio("convt_measured"))),
    Goal("slowest layer with a plan that measures against its fastest peer (how many are below 0.97)", NOISE,
         _lowest(lambda view, row: row.ratio("convt_measured"))),
    Goal("layers where a fast algorithm is chosen and slower than direct (of how many chosen)", 0,
         _slower_than_direct, lower_is_better=True),
)

ARGUMENT_GOALS = (
    Goal("against the fastest peer", 1.5, _mean(lambda view, row: row.ratio())),
    Goal("against TensorFlow", 2, _mean(lambda view, row: row.ratio(library="tensorflow"))),
    Goal("against JAX", 2, _mean(lambda view, row: row.ratio(library="jax"))),
    Goal("slowest layer against its fastest peer (how many are below 0.9)", ARGUMENT_NOISE,
         _lowest(lambda view, row: row.ratio(), ARGUMENT_NOISE)),
    Goal("channels_first against channels_last", 0.9, _mean(_against("convt_first", "convt_last"))),
)


def goals_of(view):
    return ARGUMENT_GOALS if view.weights_are_argument else GOALS


def below(view, threads):
    """Rows slower than their fastest peer, slowest first."""
    limit = ARGUMENT_NOISE if view.weights_are_argument else NOISE
    rows = [row for row in view.at(threads) if row.ratio() is not None and row.ratio() < limit]
    return sorted(rows, key=lambda row: row.ratio())


def slower_than_direct(view, threads):
    rows = [row for row in view.at(threads) if is_fast_algorithm(row)]
    return [row for row in rows if row.ms["convt_direct"] / row.ms["convt_last"] < NOISE]
