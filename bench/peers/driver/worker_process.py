"""A library's worker process, seen from the driver. It is stopped whenever it has nothing to do, so that its
waiting threads take no time from the others."""
import json
import os
import select
import signal
import subprocess

from driver.contestants import HERE, environment


class WorkerLost(Exception):
    """It died, or did not answer in time."""


def _pin(cpus):
    """Threads that a library makes beyond its count share the same CPUs."""
    os.sched_setaffinity(0, cpus)


class WorkerProcess:
    def __init__(self, library, threads, weights, log):
        self.library = library
        cpus = sorted(os.sched_getaffinity(0))[-threads:]
        self.process = subprocess.Popen(
            [library.python, str(HERE / "worker.py"), library.module, str(threads), weights], stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=log, cwd=HERE, env=environment(library, threads),
            preexec_fn=lambda: _pin(cpus))
        self.running = True

    def ask(self, request, seconds):
        """Sends one request and waits for its answer; the process runs only meanwhile."""
        self._resume()
        try:
            self.process.stdin.write((json.dumps(request) + "\n").encode())
            self.process.stdin.flush()
        except OSError as error:
            raise self._lost(f"the process ended: {error}") from error
        return self.answer(seconds)

    def answer(self, seconds):
        ready, _, _ = select.select([self.process.stdout], [], [], seconds)
        if not ready:
            raise self._lost(f"no answer in {seconds:.0f} s")
        line = self.process.stdout.readline()
        if not line:
            raise self._lost("the process ended")
        self._pause()
        return json.loads(line)

    def _resume(self):
        if not self.running:
            self.process.send_signal(signal.SIGCONT)
            self.running = True

    def _pause(self):
        self.process.send_signal(signal.SIGSTOP)
        self.running = False

    def _lost(self, reason):
        self.end()
        code = self.process.returncode
        return WorkerLost(f"{reason} (exit code {code})" if code and code != -signal.SIGKILL else reason)

    def end(self):
        self.process.kill()  # ends a stopped process as well
        self.process.wait()
        self.process.stdin.close()
        self.process.stdout.close()
