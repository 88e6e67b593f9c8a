"""The journal of a run: every measurement, written as it is made, so that a run that was killed loses nothing.

One JSON object a line: first the signature that the measurements hold for, then request and answer of each. A run
that is started again asks the journal first; as a search depends on answers alone, it comes to where it was.
"""

import fcntl
import json
import os

from records import files

# Far more than a run of days writes.
MOST_BYTES = 1 << 28


class JournalError(Exception):
    """A journal that cannot be used; the text says why."""


def _request_key(request):
    return json.dumps(request, sort_keys=True)


def _is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def _is_result(result, keys):
    return isinstance(result, dict) and ("refused" in result or all(_is_number(result.get(key)) for key in keys))


def _is_measurement(record):
    """Whether a line has all that a search reads of it."""
    request, answer = record.get("request"), record.get("answer")
    if not isinstance(request, dict) or not isinstance(answer, dict):
        return False
    candidates, results = request.get("candidates"), answer.get("results")
    if not isinstance(candidates, list) or not isinstance(results, list) or len(candidates) != len(results):
        return False
    keys = ("ms", "ratio", "error_over_bound") if request.get("check", True) else ("ms", "ratio")
    return (all(_is_number(answer.get(key)) for key in ("default_ms", "elapsed"))
            and all(_is_result(result, keys) for result in results))


def _parse(line):
    """The object in a line, or None."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return record if isinstance(record, dict) else None


class Journal:
    def __init__(self, path, signature):
        self._path = path
        self._file = files.open_regular(path, os.O_RDWR | os.O_CREAT | os.O_APPEND)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise JournalError(f"{path} is in use by another run") from None
        self._answers = {}
        self._load(signature)

    def _error(self, what):
        return JournalError(f"{self._path}{what}; remove the file to start anew")

    def _load(self, signature):
        size = os.fstat(self._file).st_size
        if size > MOST_BYTES:
            raise self._error(f" has {size} bytes; at most {MOST_BYTES} are read")
        with open(self._file, "rb", closefd=False) as stream:
            *lines, torn = stream.read(size).split(b"\n")
        first = json.dumps({"signature": signature}).encode()
        if not lines and not first.startswith(torn):
            raise self._error(" is no journal")
        for number, line in enumerate(lines, 1):
            self._take(number, line, signature)
        # A line that the end of the run has torn has no newline yet; it is cut off.
        if torn:
            os.ftruncate(self._file, size - len(torn))
        if not lines:
            self._append({"signature": signature})

    def _take(self, number, line, signature):
        record = _parse(line)
        if record is None:
            raise self._error(f":{number} is no JSON object")
        if number > 1:
            if not _is_measurement(record):
                raise self._error(f":{number} is no measurement: a request with candidates and an answer with a result "
                                  f"for each")
            self._answers[_request_key(record["request"])] = record["answer"]
        elif record.get("signature") != signature:
            raise self._error(f" holds measurements for {record.get('signature')}; this run is for {signature}")

    def _append(self, record):
        os.write(self._file, json.dumps(record).encode() + b"\n")
        os.fsync(self._file)

    def __len__(self):
        return len(self._answers)

    def get(self, request):
        """The answer to a request that was measured before, or None."""
        return self._answers.get(_request_key(request))

    def add(self, request, answer):
        self._append({"request": request, "answer": answer})
        self._answers[_request_key(request)] = answer
