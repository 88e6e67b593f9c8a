"""Times models of Keras with their backend's transposed convolutions and with convt's, in turns, and compares outputs.

    python bench/frameworks --backend tensorflow --threads 1 --batch 1,8 --filter "dcgan|fsrcnn" --keep-weights

Prints a line for each model and batch: milliseconds of the fastest call of both, by the wall and by the process's CPU
time, the middle of the ratios of calls that followed each other (above 1, convt is faster), and how far outputs differ.
Runs in an environment that has the backend, Keras and convt's wheel.
"""
import argparse
import os
import re
import statistics
import sys
import time


def _sizes(text):
    sizes = [int(size) for size in text.split(",")]
    if min(sizes) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} has a size below 1")
    return sizes


def _arguments():
    parser = argparse.ArgumentParser(prog="bench/frameworks", description=__doc__.split("\n\n")[0])
    parser.add_argument("--backend", required=True, choices=("tensorflow", "jax", "torch", "numpy"))
    parser.add_argument("--threads", type=int, default=1, help="CPUs that the process may use [1]")
    parser.add_argument("--batch", default=[1], type=_sizes, help="sizes of batches, separated by commas [1]")
    parser.add_argument("--filter", default="", help="regular expression for names of models and layers [all]")
    parser.add_argument("--layers", action="store_true", help="single layers in place of models")
    parser.add_argument("--list", help="a list of layers, as bench/layers/layers.csv, in place of models")
    parser.add_argument("--keep-weights", action="store_true", help="let convt keep packed weights between calls")
    parser.add_argument("--seconds", type=float, default=6, help="for each line, without building and warming up [6]")
    return parser.parse_args()


def _set_up(options):
    """Before anything is imported: frameworks read both when they start."""
    cpus = sorted(os.sched_getaffinity(0))
    if not 1 <= options.threads <= len(cpus):
        sys.exit(f"bench/frameworks: --threads is {options.threads}; it must be from 1 to {len(cpus)}, the CPUs here")
    os.sched_setaffinity(0, cpus[:options.threads])
    os.environ["KERAS_BACKEND"] = options.backend
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")


def _keep_weights(backend):
    import importlib.util

    if importlib.util.find_spec(f"convt.{backend}") is None:
        sys.exit(f"bench/frameworks: --keep-weights: convt keeps none for the backend {backend!r}")
    importlib.import_module(f"convt.{backend}").keep_weights()


def _timed(call):
    wall, cpu = time.perf_counter(), time.process_time()
    call()
    return (time.perf_counter() - wall) * 1e3, (time.process_time() - cpu) * 1e3


def _pairs(native, ours, seconds):
    """Times of both in turns, each first by halves."""
    pairs, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end or len(pairs) < 6:
        order = (native, ours) if len(pairs) % 2 == 0 else (ours, native)
        times = [_timed(call) for call in order]
        pairs.append(times if len(pairs) % 2 == 0 else times[::-1])
    return pairs


def _measure(build, batch, seconds):
    import convt.keras
    import keras
    import numpy as np
    from forward import forward_of
    from models import inputs_shape

    keras.utils.set_random_seed(1)
    model = build()
    x = np.random.default_rng(1).standard_normal(inputs_shape(model, batch), "float32")
    theirs, mine = forward_of(model), forward_of(model)

    def ours():
        with convt.keras.enabled():
            return mine(x)

    with convt.keras.enabled():
        got = mine(x)
        served = convt.keras.stats()
    wanted = theirs(x)
    for _ in range(4):
        theirs(x), ours()
    pairs = _pairs(lambda: theirs(x), ours, seconds)
    walls, cpus = ([(a[i], b[i]) for a, b in pairs] for i in (0, 1))
    off = float(np.abs(got - wanted).max() / np.abs(wanted).max())
    return [min(a for a, _ in walls), min(b for _, b in walls), min(a for a, _ in cpus), min(b for _, b in cpus),
            *(statistics.median(a / b for a, b in times if b > 0) for times in (walls, cpus)), off, len(pairs), served]


def main():
    options = _arguments()
    _set_up(options)
    from listed import layers_of
    from models import LAYERS, MODELS

    if options.keep_weights:
        _keep_weights(options.backend)
    print("model batch | wall ms: native convt | cpu ms: native convt | ratio: wall cpu | largest difference | turns "
          "| served")
    builds = layers_of(options.list) if options.list else LAYERS if options.layers else MODELS
    for name, build in builds.items():
        if not re.search(options.filter, name):
            continue
        for batch in options.batch:
            *times, off, turns, served = _measure(build, batch, options.seconds)
            print(f"{name} {batch} | {times[0]:.2f} {times[1]:.2f} | {times[2]:.2f} {times[3]:.2f} | "
                  f"{times[4]:.2f} {times[5]:.2f} | {off:.1e} | {turns} | {served}", flush=True)


main()
