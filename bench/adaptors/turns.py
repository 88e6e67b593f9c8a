"""Two sides of a layer, timed in turns."""

import argparse
import statistics
import time

CLOCKS = {"wall": time.perf_counter, "cpu": time.process_time}


def arguments(description):
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--threads", default="1,2", help="numbers of threads [1,2]")
    parser.add_argument("--rounds", type=int, default=7, help="turns of each side [7]")
    parser.add_argument("--seconds", type=float, default=0.2, help="of a turn [0.2]")
    parser.add_argument("--clock", choices=CLOCKS, default="wall",
                        help="cpu counts all threads' time, which others on the machine disturb less [wall]")
    return parser.parse_args()


def _milliseconds(run, options):
    """The median of runs within so many seconds, after two that wake the threads."""
    clock = CLOCKS[options.clock]
    run()
    run()
    times, end = [], time.perf_counter() + options.seconds
    while time.perf_counter() < end or len(times) < 3:
        begin = clock()
        run()
        times.append(1e3 * (clock() - begin))
    return statistics.median(times)


def row(name, threads, alone, with_convt, error, options):
    """Prints a line of a table in Markdown: smallest medians, the median of the rounds' ratios, how outputs differ."""
    rounds = [[_milliseconds(side, options) for side in (alone, with_convt)] for _ in range(options.rounds)]
    ratio = statistics.median(a / b for a, b in rounds)
    best = [min(times) for times in zip(*rounds, strict=True)]
    print(f"| {name} | {threads} | {best[0]:.3f} | {best[1]:.3f} | {ratio:.2f} | {error:.0e} |", flush=True)


def head(framework):
    print(f"| layer | threads | {framework}, ms | with convt, ms | ratio | largest difference |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
