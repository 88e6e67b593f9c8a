"""Turns compare.py's results into a Markdown table: GFLOP/s of useful multiply-adds, from the fastest call."""
import argparse
import json
import math

OURS = ("convt_last", "convt_first")


def gflops(result, name):
    return 2e-6 * result["macs"] / result["ms_min"][name] if name in result["ms_min"] else None


def best(result, names):
    values = [gflops(result, name) for name in names]
    return max((value for value in values if value is not None), default=None)


def table(results, peers):
    yield "| layer | " + " | ".join([*OURS, *peers]) + " | convt / fastest peer |"
    yield "| --- |" + " ---: |" * (len(OURS) + len(peers) + 1)
    ratios = []
    for result in results:
        cells = [gflops(result, name) for name in [*OURS, *peers]]
        peer, ours = best(result, peers), best(result, OURS)
        ratio = ours / peer if peer and ours else None
        if ratio:
            ratios.append(ratio)
        text = [f"{cell:.0f}" if cell is not None else "-" for cell in cells]
        yield f"| {result['id']} | " + " | ".join(text) + (f" | {ratio:.2f} |" if ratio else " | - |")
    if ratios:
        mean = math.exp(sum(map(math.log, ratios)) / len(ratios))
        slower = sum(ratio < 0.97 for ratio in ratios)
        yield ""
        yield f"Geometric mean {mean:.2f} over {len(ratios)} layers; {slower} below 0.97, the lowest {min(ratios):.2f}."


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results")
    options = parser.parse_args()
    with open(options.results, encoding="utf-8") as file:
        results = [json.loads(line) for line in file]
    peers = sorted({name for result in results for name in result["ms_min"]} - set(OURS))
    for threads in sorted({result["threads"] for result in results}):
        print(f"\n## {threads} thread{'s' if threads > 1 else ''}\n")
        print("\n".join(table([r for r in results if r["threads"] == threads], peers)))
    refused = [(r["id"], name, why) for r in results for name, why in r["refused"].items()]
    if refused:
        print("\nLeft out:\n" + "\n".join(f"- {i}, {name}: {why}" for i, name, why in sorted(set(refused))))


if __name__ == "__main__":
    main()
