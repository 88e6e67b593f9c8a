"""A line on stderr: layers done, the best so far, time left."""

import sys
import time


def _span(seconds):
    return f"{seconds / 60:.0f} min" if seconds >= 90 else f"{seconds:.0f} s"


class Progress:
    def __init__(self, total, budget_seconds):
        self._total, self._budget = total, budget_seconds
        self._begin = time.monotonic()
        self._terminal = sys.stderr.isatty()
        self._done = 0

    def _left(self):
        """By the layers done so far, but never more than the time that was allowed."""
        spent = time.monotonic() - self._begin
        allowed = max(self._budget - spent, 0)
        if self._done == 0:
            return allowed
        return min(allowed, spent / self._done * (self._total - self._done))

    def show(self, drive):
        search = drive.search
        if drive.done:
            self._done += 1
        state = drive.error or f"{search.best:.2f} of the default's time after {search.races} races"
        line = (f"[{self._done}/{self._total}] {search.layer['id']} {search.layer['desc']['data_format']}: {state}; "
                f"{_span(self._left())} left")
        if self._terminal:
            print(f"\r\033[K{line}", end="\n" if drive.done else "", file=sys.stderr, flush=True)
        elif drive.done:
            print(line, file=sys.stderr, flush=True)
