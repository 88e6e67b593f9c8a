"""A worker process (tools/tune/worker) that answers requests, one JSON object a line, until it is closed."""

import json
import os
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
# Where a build tree has it.
PROGRAM = pathlib.Path("tools/tune/convt-tune-worker")
BUILT = ROOT / "build" / "release" / PROGRAM


class WorkerError(Exception):
    """The worker could not be started, ended, or could not answer; the text says why."""


class Worker:
    def __init__(self, program=BUILT, environment=None):
        try:
            self._process = subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
                                             env={**os.environ, **(environment or {})})
        except OSError as error:
            raise WorkerError(f"{program} cannot be started: {error.strerror}; `make build` makes it") from None
        self._program = program

    def ask(self, op, **request):
        """The answer to a request. Raises WorkerError with the worker's own message when it has none."""
        try:
            self._process.stdin.write(json.dumps({"op": op, **request}) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            raise WorkerError(f"{self._program} ended with {self._process.wait()}") from None
        line = self._process.stdout.readline()
        if not line:
            raise WorkerError(f"{self._program} ended with {self._process.wait()} at a request to {op}")
        answer = json.loads(line)
        if "error" in answer:
            raise WorkerError(answer["error"])
        return answer

    def close(self):
        self._process.stdin.close()
        self._process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
