"""Runs the C++ worker on this machine. Self-contained: Dask ships this file to other machines."""

import contextlib
import fcntl
import hashlib
import json
import os
import pathlib
import stat
import subprocess
import tempfile
import time

# A request takes seconds; one that takes longer than this has hung.
TIMEOUT_SECONDS = 900


class WorkerError(Exception):
    """The worker could not answer."""


@contextlib.contextmanager
def alone():
    """One measurement at a time on this machine, whoever makes it."""
    path = pathlib.Path(tempfile.gettempdir()) / f"convt-tune-{os.getuid()}.lock"
    # In a folder that all may write to: neither what a link leads to nor a pipe is opened.
    file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, 0o600)
    try:
        if not stat.S_ISREG(os.fstat(file).st_mode):
            raise WorkerError(f"{path} is no regular file; remove it")
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
    finally:
        os.close(file)


def _ask(command, requests):
    lines = "".join(json.dumps(request) + "\n" for request in requests)
    try:
        done = subprocess.run(command, input=lines, capture_output=True, text=True, timeout=TIMEOUT_SECONDS)
    except (OSError, subprocess.TimeoutExpired) as error:
        raise WorkerError(f"the worker failed: {error}") from None
    try:
        answers = [json.loads(line) for line in done.stdout.splitlines()]
    except ValueError:
        raise WorkerError(f"the worker's answer is no JSON: {done.stdout.strip()[:200]}") from None
    if done.returncode != 0 or len(answers) != len(requests):
        raise WorkerError(f"the worker ended with {done.returncode}: {done.stderr.strip()[-500:]}")
    for answer in answers:
        if not isinstance(answer, dict):
            raise WorkerError(f"the worker's answer is {answer}; it must be an object")
        if "error" in answer:
            raise WorkerError(answer["error"])
    return answers


def ask(program, request, prefix=(), signature=None):
    """The worker's answer to one request. Measurements have the machine for themselves, are made under `prefix`, and
    only on a machine of that signature."""
    if request["op"] != "race":
        return _ask([program], [request])[0]
    with alone():
        begin = time.monotonic()
        hello, answer = _ask([*prefix, program], [{"op": "hello"}, request])
        elapsed = time.monotonic() - begin
    if signature is not None and hello["signature"] != signature:
        raise WorkerError(f"this machine is {hello['signature']}; the run is for {signature}")
    answer.setdefault("elapsed", round(elapsed, 3))
    return answer


def install(program_bytes):
    """Writes the worker program to this machine, once; returns its path."""
    folder = pathlib.Path(tempfile.gettempdir()) / f"convt-tune-{os.getuid()}"
    folder.mkdir(exist_ok=True)
    path = folder / hashlib.sha256(program_bytes).hexdigest()[:16]
    if not path.exists():
        with tempfile.NamedTemporaryFile(dir=folder, delete=False) as file:
            file.write(program_bytes)
        os.chmod(file.name, 0o755)
        os.replace(file.name, path)
    return str(path)
