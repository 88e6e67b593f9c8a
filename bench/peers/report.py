"""Turns a run of measure.py into docs/benchmarks.md, docs/benchmarks-layers.md, docs/pictures and README's table.

A run is a file of bench/results, or results that are kept there first. Text between the markers of a page is written anew;
what stands outside is a person's.
"""
import argparse
import pathlib
import re
import subprocess
import sys

from figures import kept, runs, tables
from figures.results_view import ResultsView

ROOT = pathlib.Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PICTURES = {
    "ratio.svg": "Every layer's speed against its fastest peer",
    "roofline.svg": "Every layer under the roofline",
    "size.svg": "Speed over the size of a layer",
    "peers.svg": "Each library against convt",
    "threads.svg": "Speed-up by the second thread",
}


def between(page, name, text):
    """The page with another text between <!-- name:begin --> and <!-- name:end -->."""
    pattern = re.compile(rf"(<!-- {name}:begin -->\n).*?(<!-- {name}:end -->)", re.DOTALL)
    if not pattern.search(page):
        sys.exit(f"report.py: a page has no <!-- {name}:begin --> … <!-- {name}:end -->")
    return pattern.sub(lambda found: found[1] + text + "\n" + found[2], page)


def summary_lines(view, medians):
    from_medians = list(tables.from_medians(medians))
    return [*tables.machine(view), "", *tables.summary(view), "", *from_medians, *([""] if from_medians else []),
            *tables.slower(view)]


def source(run):
    kept_facts = kept.timings.read(run).facts
    rounded = f", where times are rounded: {kept_facts['rounded']}" if "rounded" in kept_facts else ""
    return f"- Times: [{run.name}](../bench/results/{run.name}){rounded}."


def summary_page(run, view, medians):
    pictures = [name for name in PICTURES if len(view.thread_counts()) > 1 or name != "threads.svg"]
    parts = ["[Layer by layer](benchmarks-layers.md)", "", source(run), *summary_lines(view, medians)]
    parts += [f"![{PICTURES[name]}](pictures/{name})\n" for name in pictures]
    parts += tables.libraries(view)
    return "\n".join(parts).rstrip()


def layers_page(run, view):
    yield "# Measured side by side, layer by layer"
    yield ""
    yield (f"Written by `bench/peers/report.py` from [{run.name}](../bench/results/{run.name}); [benchmarks.md](benchmarks.md) "
           "says what is measured and sums it up. GFLOP/s of useful multiply-adds, each library in its best layout and "
           "setting; ratio: time of the fastest peer over convt's, channels_last.")
    for threads in view.thread_counts():
        yield f"\n## {tables.plural(threads)}\n"
        yield from tables.per_layer(view, threads)
    yield "\n## Left out\n"
    yield from tables.left_out(view)


def arguments_page(run, view, medians):
    """The section on weights that are an argument of each call."""
    parts = [source(run), *summary_lines(view, medians), *tables.libraries(view)]
    return "\n".join(parts).rstrip()


def argument_pages(run):
    """{path: text} of every page that a kept run with weights as an argument appears in."""
    view, medians = (ResultsView.read(run, statistic) for statistic in ("min", "median"))
    page, readme = ((folder / name).read_text(encoding="utf-8") for folder, name in ((DOCS, "benchmarks.md"), (ROOT, "README.md")))
    return {DOCS / "benchmarks.md": between(page, "arguments", arguments_page(run, view, medians)),
            ROOT / "README.md": between(readme, "arguments", tables.argument_line(view))}


def pages(run):
    """{path: text} of every page that a kept run appears in, without the pictures."""
    view, medians = (ResultsView.read(run, statistic) for statistic in ("min", "median"))
    page = (DOCS / "benchmarks.md").read_text(encoding="utf-8")
    page = between(page, "measured", summary_page(run, view, medians))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    return {DOCS / "benchmarks.md": between(page, "runs", "\n".join(runs.table())),
            DOCS / "benchmarks-layers.md": "\n".join(layers_page(run, view)) + "\n",
            ROOT / "README.md": between(readme, "speed", "\n".join(tables.readme(view)))}


def shown_run(section="measured"):
    """The kept run that a section of docs/benchmarks.md shows now."""
    page = (DOCS / "benchmarks.md").read_text(encoding="utf-8").split(f"<!-- {section}:begin -->")[1]
    return kept.RESULTS / re.search(r"^- Times: \[([^]]+)\]", page, re.MULTILINE)[1]


def keep(results):
    """Puts results of measure.py into bench/results, under a name that is free."""
    view = ResultsView.read(results)
    commit = subprocess.run(["git", "-C", ROOT, "describe", "--always", "--dirty"], check=True, capture_output=True, text=True)
    made = kept.timings_of(view, commit.stdout.strip())
    run = kept.free_name(made.facts)
    kept.timings.write(run, made)
    return run


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=pathlib.Path, nargs="?", default=None,
                        help="a file of bench/results, or results.json of measure.py (default: the run that is shown now)")
    parser.add_argument("--print", action="store_true", help="print the summary and write nothing")
    parser.add_argument("--keep", action="store_true", help="put the results into bench/results and write nothing else")
    options = parser.parse_args()
    run = options.results or shown_run()
    if options.print:
        view, medians = (ResultsView.read(run, statistic) for statistic in ("min", "median"))
        print("\n".join([*summary_lines(view, medians), *tables.libraries(view)]))
        return
    if run.suffix == ".json":
        run = keep(run)
        print(f"report.py: kept as {run.relative_to(ROOT)}", file=sys.stderr)
    if options.keep:
        return
    view = ResultsView.read(run)
    if not view.weights_are_argument:
        from figures.pictures import draw_all  # needs matplotlib, which the pages do without

        draw_all(view, DOCS / "pictures")
    for path, text in (argument_pages if view.weights_are_argument else pages)(run).items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
