"""Processes that answer requests, one JSON object a line, until they are closed: the tuning worker and others like it."""

import contextlib
import json
import pathlib
import subprocess

ROOT = pathlib.Path(__file__).resolve().parents[2]
BUILT = ROOT / "build" / "release" / "tools" / "tune" / "convt-tune-worker"


class WorkerError(Exception):
    """A process could not be started, has ended, or could not answer; the text says why."""


class RunnerProcess:
    def __init__(self, command):
        self._program = command[0]
        try:
            self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        except OSError as error:
            raise WorkerError(f"{self._program} cannot be started: {error.strerror}") from None

    @property
    def alive(self):
        return self._process.poll() is None

    def request(self, request):
        """The answer to a request. Raises WorkerError with the process's own message when it has none."""
        line = ""
        try:
            self._process.stdin.write(json.dumps(request) + "\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline()
        except BrokenPipeError:
            pass
        if not line:
            raise WorkerError(f"{self._program} ended with {self._process.wait()}")
        answer = json.loads(line)
        if "error" in answer:
            raise WorkerError(answer["error"])
        return answer

    def close(self):
        with contextlib.suppress(BrokenPipeError):
            self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class Worker(RunnerProcess):
    """tools/tune/worker, or a program that answers its requests among others."""

    def __init__(self, program=BUILT):
        super().__init__([program])

    def ask(self, op, **request):
        return self.request({"op": op, **request})
