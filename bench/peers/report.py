"""Turns results of measure.py into docs/benchmarks.md, docs/benchmarks-layers.md, docs/pictures and README's table.

Text between the markers is written anew; what stands outside is a person's.
"""
import argparse
import pathlib
import re
import sys

from figures import tables
from figures.results_view import ResultsView

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PICTURES = {
    "ratio.svg": "Every layer's speed against its fastest peer",
    "roofline.svg": "Every layer under the roofline",
    "size.svg": "Speed over the size of a layer",
    "threads.svg": "Speed-up by the second thread",
    "peers.svg": "Each library against convt",
}


def between(path, name, text):
    """Replaces what stands between <!-- name:begin --> and <!-- name:end -->."""
    pattern = re.compile(rf"(<!-- {name}:begin -->\n).*?(<!-- {name}:end -->)", re.DOTALL)
    page = path.read_text(encoding="utf-8")
    if not pattern.search(page):
        sys.exit(f"report.py: {path} has no <!-- {name}:begin --> … <!-- {name}:end -->")
    path.write_text(pattern.sub(lambda found: found[1] + text + "\n" + found[2], page), encoding="utf-8")


def summary_lines(view, medians):
    return [*tables.machine(view), "", *tables.summary(view), "", *tables.from_medians(medians), "",
            *tables.slower(view)]


def summary_page(view, medians, others, pictures):
    parts = ["[Layer by layer](benchmarks-layers.md)", "", *summary_lines(view, medians)]
    parts += [f"![{PICTURES[name]}](pictures/{name})\n" for name in pictures]
    parts += tables.libraries(view)
    if others:
        parts += ["### Layers that are not on the list", "",
                  "The same kinds with other shapes ([others.csv](../bench/layers/others.csv)):", "",
                  *tables.summary(others), "", *tables.slower(others)]
    return "\n".join(parts).rstrip()


def layers_page(view, others):
    yield "# Measured side by side, layer by layer"
    yield ""
    yield ("Written by `bench/peers/report.py`; [benchmarks.md](benchmarks.md) says what is measured and sums it up. "
           "GFLOP/s of useful multiply-adds, each library in its best layout and setting; ratio: time of the fastest "
           "peer over convt's, channels_last.")
    for title, results in (("", view), ("Other layers, ", others)):
        for threads in results.thread_counts() if results else ():
            yield f"\n## {title}{tables.plural(threads)}\n"
            yield from tables.per_layer(results, threads)
    yield "\n## Left out\n"
    yield from tables.left_out(view)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=pathlib.Path)
    parser.add_argument("--others", type=pathlib.Path, help="results of another list, reported apart")
    parser.add_argument("--print", action="store_true", help="print the summary and write nothing")
    options = parser.parse_args()
    view, medians = (ResultsView.read(options.results, statistic) for statistic in ("min", "median"))
    if options.print:
        print("\n".join([*summary_lines(view, medians), *tables.libraries(view)]))
        return
    from figures.pictures import draw_all  # needs matplotlib, which printing does without

    others = ResultsView.read(options.others) if options.others else None
    drawn = draw_all(view, DOCS / "pictures")
    between(DOCS / "benchmarks.md", "measured", summary_page(view, medians, others, drawn))
    (DOCS / "benchmarks-layers.md").write_text("\n".join(layers_page(view, others)) + "\n", encoding="utf-8")
    between(ROOT / "README.md", "speed", "\n".join(tables.readme(view)))


if __name__ == "__main__":
    main()
