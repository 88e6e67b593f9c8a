"""Answers requests on this machine, one after the other."""

from runners import worker


class LocalRunner:
    def __init__(self, program, prefix, signature):
        self._program, self._prefix, self._signature = program, prefix, signature

    def run(self, drives):
        """Drives every search to its end, in order."""
        for drive in drives:
            request = drive.start()
            while request is not None:
                try:
                    answer = worker.ask(self._program, request, self._prefix, self._signature)
                except worker.WorkerError as error:
                    drive.fail(error)
                    break
                request = drive.send(request, answer)

    def close(self):
        pass
