"""The process of one library: prepares layers and times runs when the driver asks, one JSON line each.

    worker.py LIBRARY THREADS WEIGHTS

Only one worker runs at a time; the driver stops the others (driver/worker_process.py).
"""
import ctypes
import gc
import importlib
import json
import os
import pathlib
import signal
import statistics
import sys
import time

import numpy as np

from driver.layers import Layer
from libraries import aligned

PR_SET_PDEATHSIG = 1
SAMPLE_SECONDS = 100e-6  # a sample is as many calls as take this long, so that the clock costs nothing
LONG_CALL_SECONDS = 0.1  # such calls warm themselves up


def die_with_parent():
    """A stopped worker would outlive a driver that was killed."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() == 1:
        sys.exit()


def private_stdout():
    """Libraries print; what they print goes to stderr, and answers to the pipe."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    return answers


def timed(run, calls):
    start = time.perf_counter()
    for _ in range(calls):
        run()
    return (time.perf_counter() - start) / calls


def time_turn(run, seconds):
    """Seconds per call, sampled for this long after a warm-up."""
    once = timed(run, 1)
    if once > LONG_CALL_SECONDS:
        samples = [once]
    else:
        warm = time.perf_counter() + seconds / 5
        while time.perf_counter() < warm:
            once = min(once, timed(run, 1))
        samples = [timed(run, 1)]
    calls = max(1, round(SAMPLE_SECONDS / once))
    end = time.perf_counter() + seconds - sum(samples)
    while time.perf_counter() < end:
        samples.append(timed(run, calls))
    return {"min": min(samples), "median": statistics.median(samples), "calls": len(samples) * calls}


class Worker:
    def __init__(self, library, threads, weights):
        self.threads, self.weights = threads, weights
        self.library = importlib.import_module(f"libraries.{library}")
        self.library.start(threads)
        gc.freeze()  # the library's own objects stay out of collections
        self.prepared = {}

    def about(self, _):
        return {"version": self.library.version(), "contestants": list(self.library.CONTESTANTS)}

    def prepare(self, request):
        """Runs once and leaves the outputs in `folder` for the driver to compare."""
        folder, name = pathlib.Path(request["folder"]), request["contestant"]
        layer = Layer.from_fields(request["layer"])
        inputs, kernel = (aligned(np.load(folder / f"{what}.npy")) for what in ("inputs", "kernel"))
        prepared = self.library.prepare(name, layer, inputs, kernel, self.threads, self.weights)
        seconds = timed(prepared.run, 1)
        np.save(folder / f"{name}.npy", np.ascontiguousarray(prepared.outputs(), np.float32))
        self.prepared[name] = prepared
        return {"seconds": seconds, "facts": prepared.facts}

    def time(self, request):
        if request["contestant"] not in self.prepared:
            return {"error": "the library's process was lost while another layout was timed"}
        return time_turn(self.prepared[request["contestant"]].run, request["seconds"])

    def release(self, _):
        for prepared in self.prepared.values():
            prepared.release()
        self.prepared.clear()
        gc.collect()
        return {}


def answer(worker, request):
    try:
        return getattr(worker, request["do"])(request)
    except Exception as error:  # a library may fail in any way; the reason is the record
        return {"error": f"{type(error).__name__}: {error}".splitlines()[0][:300]}


def main():
    die_with_parent()
    answers = private_stdout()
    gc.disable()
    try:
        worker = Worker(sys.argv[1], int(sys.argv[2]), sys.argv[3])
        first = worker.about({})
    except Exception as error:
        first = {"error": f"{type(error).__name__}: {error}".splitlines()[0][:300]}
    print(json.dumps(first), file=answers, flush=True)
    if "error" in first:
        return
    for line in sys.stdin:
        print(json.dumps(answer(worker, json.loads(line))), file=answers, flush=True)


if __name__ == "__main__":
    main()
