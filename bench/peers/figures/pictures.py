"""Pictures of results, as SVG: speed against the fastest peer, roofline, scaling with threads and with size."""
import matplotlib

matplotlib.use("svg")
import matplotlib.pyplot as plt  # noqa: E402

from figures.goals import thread_ratios  # noqa: E402
from figures.results_view import geometric_mean  # noqa: E402
from figures.tables import NAMES, plural  # noqa: E402

OURS_COLOUR, PEER_COLOUR, THIRD_COLOUR, GREY = "#0072b2", "#d55e00", "#009e73", "#888888"
plt.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "convt", "font.family": "sans-serif", "font.size": 9,
                     "axes.spines.top": False, "axes.spines.right": False})


def _save(figure, folder, name):
    figure.tight_layout()
    figure.savefig(folder / f"{name}.svg", metadata={"Date": None})
    plt.close(figure)
    return f"{name}.svg"


def _panels(view, height=3.6):
    counts = view.thread_counts()
    figure, axes = plt.subplots(1, len(counts), figsize=(4.6 * len(counts), height), squeeze=False, sharey=True)
    return figure, zip(counts, axes[0])


def ratio(view, folder):
    """Every layer's speed ratio against its fastest peer, sorted."""
    figure, panels = _panels(view)
    for threads, axes in panels:
        for name, colour, label in (("convt_direct", GREY, "direct kernels alone"),
                                    ("convt_last", OURS_COLOUR, "default")):
            values = sorted(row.ratio(name) for row in view.at(threads) if row.ratio(name))
            if values:
                axes.plot(values, ".", color=colour, markersize=4,
                          label=f"{label}, geometric mean {geometric_mean(values):.2f}")
        axes.axhline(1, color=PEER_COLOUR, linewidth=1)
        axes.set_yscale("log", base=2)
        axes.yaxis.set_major_formatter("{x:g}")
        axes.set_title(plural(threads))
        axes.set_xlabel("layers, sorted")
        axes.set_ylabel("times faster than the fastest peer")
        axes.legend(frameon=False)
    return _save(figure, folder, "ratio")


def roofline(view, folder):
    """Useful operations per second over operations per byte touched once."""
    figure, panels = _panels(view)
    for threads, axes in panels:
        rows = [row for row in view.at(threads) if "convt_last" in row.ms]
        x = [row.intensity() for row in rows]
        peers = [(row.intensity(), row.gflops(row.peer()[0])) for row in rows if row.peer()]
        axes.plot(*zip(*peers), ".", color=PEER_COLOUR, markersize=4, alpha=0.6, label="fastest peer")
        axes.plot(x, [row.gflops("convt_last") for row in rows], ".", color=OURS_COLOUR, markersize=4, label="convt")
        peak, bandwidth = view.peak(threads, "gflops"), view.bandwidth(threads)
        ends = [min(x), peak / bandwidth, max(x)]
        axes.plot(ends, [min(peak, bandwidth * end) for end in ends], color="black", linewidth=1,
                  label=f"{peak:.0f} GFLOP/s, {bandwidth:.0f} GB/s")
        axes.set(xscale="log", yscale="log", xlabel="operations per byte", ylabel="GFLOP/s",
                 title=plural(threads))
        axes.legend(frameon=False, loc="lower right")
    return _save(figure, folder, "roofline")


def size(view, folder):
    """Useful operations per second over the size of a layer."""
    figure, panels = _panels(view)
    for threads, axes in panels:
        rows = [row for row in view.at(threads) if "convt_last" in row.ms and row.peer()]
        x = [row.layer["macs"] / 1e6 for row in rows]
        axes.plot(x, [row.gflops(row.peer()[0]) for row in rows], ".", color=PEER_COLOUR, markersize=4, alpha=0.6,
                  label="fastest peer")
        axes.plot(x, [row.gflops("convt_last") for row in rows], ".", color=OURS_COLOUR, markersize=4, label="convt")
        axes.axhline(view.peak(threads, "gflops"), color="black", linewidth=1, label="FMA peak")
        axes.set(xscale="log", xlabel="million multiply-adds", ylabel="GFLOP/s",
                 title=plural(threads))
        axes.legend(frameon=False, loc="upper left")
    return _save(figure, folder, "size")


def threads_scaling(view, folder):
    """Time on one thread over time on all, over the size of a layer."""
    many = max(view.thread_counts())
    sizes = {row.id: row.layer["macs"] / 1e6 for row in view.rows}
    ratios = thread_ratios(view, many, smallest_macs=0)
    figure, axes = plt.subplots(figsize=(4.6, 3.2))
    axes.plot([sizes[id_] for id_ in ratios], list(ratios.values()), ".", color=OURS_COLOUR, markersize=4)
    axes.axhline(many, color="black", linewidth=1)
    axes.set(xscale="log", xlabel="million multiply-adds", ylabel=f"speed-up by {many} threads", ylim=(0, many * 1.3))
    return _save(figure, folder, "threads")


def peers(view, folder):
    """Each library's speed, over the layers it can run."""
    figure, panels = _panels(view, 3)
    names = view.peer_libraries()
    for threads, axes in panels:
        rows = view.at(threads)
        values = [geometric_mean(row.ratio(library=name) for row in rows if row.ratio(library=name)) for name in names]
        shown = [(name, value) for name, value in zip(names, values) if value]
        axes.barh([NAMES[name] for name, _ in shown], [value for _, value in shown], color=OURS_COLOUR)
        axes.axvline(1, color=PEER_COLOUR, linewidth=1)
        axes.set(xlabel="convt is faster by, geometric mean", title=plural(threads))
    axes.invert_yaxis()  # shared
    return _save(figure, folder, "peers")


def draw_all(view, folder):
    folder.mkdir(parents=True, exist_ok=True)
    drawn = [ratio(view, folder), roofline(view, folder), size(view, folder), peers(view, folder)]
    if len(view.thread_counts()) > 1:
        drawn.append(threads_scaling(view, folder))
    return drawn
