"""The journal of a run: every measurement, written as it is made, so that a run that was killed loses nothing.

One JSON object a line: first the signature that the measurements hold for, then request and answer of each. A run
that is started again asks the journal first; as a search depends on answers alone, it comes to where it was.
"""

import fcntl
import json
import os


class JournalError(Exception):
    """A journal that cannot be used; the text says why."""


def _request_key(request):
    return json.dumps(request, sort_keys=True)


class Journal:
    def __init__(self, path, signature):
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o666)
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise JournalError(f"{path} is in use by another run") from None
        self._answers = {}
        self._load(path, signature)

    def _load(self, path, signature):
        with open(self._file, "rb", closefd=False) as stream:
            lines = stream.read().split(b"\n")
        # A line that the end of the run has torn has no newline yet; it is cut off.
        if lines[-1]:
            os.ftruncate(self._file, os.lseek(self._file, 0, os.SEEK_END) - len(lines[-1]))
        records = []
        for number, line in enumerate(lines[:-1], 1):
            try:
                records.append(json.loads(line))
            except json.JSONDecodeError as error:
                raise JournalError(f"{path}:{number} is no JSON: {error}; remove the file to start anew") from None
        if not records:
            self._append({"signature": signature})
        elif records[0].get("signature") != signature:
            raise JournalError(f"{path} holds measurements for {records[0].get('signature')}; this run is for "
                               f"{signature}; remove the file to start anew")
        for record in records[1:]:
            self._answers[_request_key(record["request"])] = record["answer"]

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
