"""Markdown from results: summary, lists of what is slower, one row per layer, and README's few layers."""
from figures.goals import below, goals_of, slower_than_direct
from figures.results_view import OURS, geometric_mean, library_of

NAMES = {"onednn": "oneDNN", "onnxruntime": "ONNX Runtime", "openvino": "OpenVINO", "tensorflow": "TensorFlow",
         "jax": "JAX", "litert": "LiteRT", "ncnn": "ncnn", "mnn": "MNN", "pytorch": "PyTorch", OURS: "convt"}

README_LAYERS = {
    "simplebase_d3": "pose estimation, 4x4 s2 256→256",
    "pix2pix_l7": "pix2pix, 4x4 s2 256→64",
    "unet_28": "U-Net, 2x2 s2 1024→512",
    "erfnet_up1": "ERFNet, 3x3 s2 128→64",
    "higherhrnet_w32": "HigherHRNet, 4x4 s2 66→32",
    "dbpn_x4": "DBPN, 8x8 s4 64→64",
    "fcn32s_up": "FCN-32s, 64x64 s32 21→21",
    "pix2pix_l8": "pix2pix, 4x4 s2 128→3",
    "hifigan_v1_u0": "HiFi-GAN, 1-D 16 s8 512→256",
    "hifigan_v1_u3": "HiFi-GAN, 1-D 4 s2 64→32",
    "nnunet_16": "nnU-Net, 3-D 2x2x2 s2 256→128",
    "gan3d_l5": "3D-GAN, 3-D 4x4x4 s2 64→1",
}


def plural(threads):
    return f"{threads} thread" + ("s" if threads > 1 else "")


def number(value):
    if value is None:
        return "-"
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"


def lines(header, rows, right_from=1):
    yield "| " + " | ".join(header) + " |"
    yield "|" + "".join(" --- |" if i < right_from else " ---: |" for i in range(len(header)))
    for row in rows:
        yield "| " + " | ".join(row) + " |"


def machine(view):
    facts = view.data["machine"]
    name = f" ({facts['name']})" if facts.get("name") else ""
    yield (f"- Machine: {facts['cpu']}{name}, {facts['cpus']} CPUs, {'with' if facts['avx512'] else 'without'} AVX-512; "
           f"{view.data['date']}.")
    for threads in view.thread_counts():
        yield (f"- {plural(threads).capitalize()}: FMA peak {view.peak(threads, 'gflops'):.0f} GFLOP/s; memory "
               f"{view.peak(threads, 'read'):.0f} GB/s read, {view.peak(threads, 'copy'):.0f} GB/s copied "
               "(medians of what was measured before and after the layers).")
    versions = view.data["versions"]
    yield "- Versions: " + ", ".join(f"{NAMES[name]} {version}" for name, version in versions.items() if name in NAMES) + "."
    for threads, costs in view.data.get("call_us", {}).items():
        yield (f"- A call for one multiply-add, {plural(int(threads))}, in microseconds: "
               + ", ".join(f"{name} {cost:.1f}" for name, cost in costs.items()) + ".")
    for name, reason in view.data["unavailable"].items():
        yield f"- {NAMES.get(library_of(name), name)} is not measured: {reason}."


def _cell(goal, view, threads):
    value, count = goal.measure(view, threads)
    if value is None:
        return "-"
    text = f"{number(value)} ({count})"
    return f"**{text}**" if goal.is_met(value) else text


def summary(view):
    """One line per goal that something was measured for; in brackets how many layers it is about, in bold what reaches it."""
    counts = view.thread_counts()
    header = ["geometric mean over layers, unless said otherwise", "goal", *map(plural, counts)]
    rows = ([goal.what, f"{'≤' if goal.lower_is_better else '≥'} {goal.at_least:g}",
             *(_cell(goal, view, threads) for threads in counts)] for goal in goals_of(view))
    return lines(header, (row for row in rows if set(row[2:]) != {"-"}))


def from_medians(view):
    """The first lines once more, from a view of medians, where they were kept."""
    if not any(row.ms for row in view.rows):
        return
    for goal in goals_of(view)[:3]:
        cells = (f"{_cell(goal, view, threads)} on {plural(threads)}" for threads in view.thread_counts())
        yield f"- From medians, {goal.what}: " + ", ".join(cells) + "."


def slower(view):
    for threads in view.thread_counts():
        rows = [f"`{row.id}` {row.ratio():.2f} ({row.peer()[0]})" for row in below(view, threads)]
        yield f"Slower than the fastest peer, {plural(threads)}: " + (", ".join(rows) or "none") + "."
        yield ""
    for threads in view.thread_counts():
        rows = [f"`{row.id}` {row.ms['convt_direct'] / row.ms['convt_last']:.2f}"
                for row in slower_than_direct(view, threads)]
        yield f"A fast algorithm chosen but slower than direct, {plural(threads)}: " + (", ".join(rows) or "none") + "."
        yield ""


def libraries(view):
    """How each library does against the fastest peer and against convt, over the layers it can run."""
    for threads in view.thread_counts():
        rows = view.at(threads)
        yield from lines(
            [f"library, {plural(threads)}", "layers", "fastest peer", "convt is faster by"],
            ([NAMES[name], str(sum(row.peer(name) is not None for row in rows)),
              str(sum(library_of(row.peer()[0]) == name for row in rows if row.peer())),
              number(geometric_mean(row.ratio(library=name) for row in rows if row.ratio(library=name)))]
             for name in view.peer_libraries()))
        yield ""


def per_layer(view, threads):
    """GFLOP/s of useful multiply-adds, each library in its best layout."""
    names = view.peer_libraries()
    header = ["layer", "MMAC", "convt last", "first", "direct", *(NAMES[name] for name in names), "fastest peer",
              "ratio", "KiB scratch", "kernel"]

    def cells(row):
        def gflops(name):
            value = row.gflops(name) if name else None
            return f"{value:.0f}" if value else "-"

        ratio, peer = row.ratio(), row.peer()
        scratch = row.contestants.get("convt_last", {}).get("workspace_bytes", 0)
        best = (row.peer(name) for name in names)
        return [row.id, f"{row.layer['macs'] / 1e6:.1f}", gflops("convt_last"), gflops("convt_first"),
                gflops("convt_direct"), *(gflops(one[0] if one else None) for one in best), peer[0] if peer else "-",
                number(ratio), f"{scratch / 1024:.0f}", row.kernel().replace("convt_", "").replace("_f32", "")]

    yield from lines(header, map(cells, view.at(threads)))
    ratios = [row.ratio() for row in view.at(threads) if row.ratio()]
    yield ""
    yield f"Geometric mean of the ratio {number(geometric_mean(ratios))} over {len(ratios)} layers."


def left_out(view):
    """Who could not run what, and why; the reason is the library's own."""
    reasons = {}
    for row in view.rows:
        for name, why in row.refused.items():
            reasons.setdefault((name, why), []).append(row.id)
    for (name, why), ids in sorted(reasons.items()):
        yield f"- {name}: {why}: " + ", ".join(dict.fromkeys(ids))


def readme(view, shown=4):
    threads = max(view.thread_counts())
    rows = {row.id: row for row in view.at(threads)}
    peers = view.peer_libraries()[:shown]
    facts = view.data["machine"]
    name = f"{facts['name']}, " if facts.get("name") else ""
    yield (f"GFLOP/s on {plural(threads)} of {facts['cpu']} ({name}{'AVX-512' if facts['avx512'] else 'AVX2'}; FMA peak "
           f"{view.peak(threads, 'gflops'):.0f}), {view.data['date']}, `make bench-peers`; each peer in its best layout:")
    yield ""

    def cells(row, title):
        ours = [row.gflops("convt_last"), row.gflops("convt_first")]
        values = ours + [row.gflops((row.peer(name) or [None])[0]) for name in peers]
        best = max(value for value in values if value)
        return [title, *("-" if value is None else f"**{value:.0f}**" if value == best else f"{value:.0f}"
                         for value in values)]

    header = ["layer", "convt, last", "convt, first", *(NAMES[name] for name in peers)]
    yield from lines(header, (cells(rows[id_], title) for id_, title in README_LAYERS.items() if id_ in rows))
    ratios = {count: geometric_mean(row.ratio() for row in view.at(count) if row.ratio())
              for count in view.thread_counts()}
    slow = len(below(view, threads))
    yield ""
    measured = {count: sum(any(row.peer(name) for row in view.at(count)) for name in view.peer_libraries())
                for count in view.thread_counts()}
    yield (f"Geometric mean over {len(rows)} layers of published models against the fastest library, taken per layer "
           f"over all of their layouts: "
           + ", ".join(f"{number(ratio)} on {plural(count)} (of {measured[count]} libraries)"
                       for count, ratio in ratios.items())
           + f"; {slow} layers are slower. [All layers, and what is slower](docs/benchmarks.md).")


def argument_line(view):
    """README's sentence on weights that are an argument of each call."""
    def means(library=None):
        each = {count: geometric_mean(row.ratio(library=library) for row in view.at(count) if row.ratio(library=library))
                for count in view.thread_counts()}
        return " and ".join(number(ratio) for ratio in each.values())

    counts = " and ".join(map(str, view.thread_counts()))
    slow = below(view, max(view.thread_counts()))
    return (f"With the kernel as an argument of each call, as Keras hands it over, on {counts} threads: {means('tensorflow')} times "
            f"as fast as TensorFlow, {means('jax')} times as JAX, {means()} times as the fastest library of each layer; "
            f"{len(slow)} layers are slower than 0.9 of it ({view.data['machine'].get('name', view.data['machine']['cpu'])}, "
            f"{view.data['date']}, `make bench-peers PEERS=\"--weights argument\"`).")
