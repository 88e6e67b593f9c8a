"""Answers requests through Dask: on a cluster of this machine, or on the workers of a scheduler.

Each worker gets the worker program and this package's code through Dask, so that its machine needs only the
environment of requirements.txt. A worker that dies, dies with a measurement that is then made elsewhere.
"""

import pathlib
import sys

import cloudpickle
import distributed

# Functions, not their module: Dask ships those by value to machines that lack this package.
from runners.worker import ask, install

# A worker offers one unit; a measurement takes it, so that a machine measures one thing at a time.
TIMING = {"timing": 1}
# Deaths of workers under one request after which its search is given up.
MOST_DEATHS = 5


class InstallWorker(distributed.WorkerPlugin):
    """Puts the worker program on every machine of the cluster, those included that join later."""

    name = "convt-worker-program"

    def __init__(self, program_bytes):
        self._bytes = program_bytes

    def setup(self, worker):
        worker.convt_program = install(self._bytes)


def _measurement(prefix, signature):
    """What a worker runs. A function within a function, as Dask would send the name alone of another."""

    def measure(request):
        return ask(distributed.get_worker().convt_program, request, prefix, signature)

    return measure


class DaskRunner:
    def __init__(self, address, program, prefix, signature):
        for module in (ask.__module__, __name__):
            cloudpickle.register_pickle_by_value(sys.modules[module])
        self._cluster = None
        if address is None:
            self._cluster = distributed.LocalCluster(n_workers=1, threads_per_worker=1, resources=TIMING,
                                                     dashboard_address=None, host="127.0.0.1")
        self._client = distributed.Client(address or self._cluster)
        self._client.register_plugin(InstallWorker(pathlib.Path(program).read_bytes()))
        self._measure = _measurement(list(prefix), signature)

    def _submit(self, request):
        return self._client.submit(self._measure, request, resources=TIMING, pure=False)

    def run(self, drives):
        """Drives all searches at once: one waits for its answer while others are measured."""
        under_way = {}
        deaths = {}
        arriving = distributed.as_completed()

        def follow(drive, request):
            if request is None:
                return
            future = self._submit(request)
            under_way[future] = (drive, request)
            arriving.add(future)

        for drive in drives:
            follow(drive, drive.start())
        while under_way:
            future = next(arriving)
            drive, request = under_way.pop(future)
            error = future.exception()
            if error is None:
                follow(drive, drive.send(request, future.result()))
            elif isinstance(error, distributed.KilledWorker) and deaths.get(drive, 0) < MOST_DEATHS:
                deaths[drive] = deaths.get(drive, 0) + 1
                follow(drive, request)
            else:
                drive.fail(error)

    def close(self):
        self._client.close()
        if self._cluster is not None:
            self._cluster.close()
