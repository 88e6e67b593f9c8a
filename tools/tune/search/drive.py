"""A search under way: takes from the journal what was measured before, and writes to it what is measured now."""


class Drive:
    def __init__(self, search, journal, report):
        self.search = search
        self.entries = []
        self.error = None
        self._journal, self._report = journal, report
        self._steps = search.run()

    def start(self):
        """The first request that has to be answered, or None when the search has ended."""
        return self._advance(None)

    def send(self, request, answer):
        """Takes an answer; returns the next request, or None."""
        if request["op"] == "race":
            self._journal.add(request, answer)
        self._report(self)
        return self._advance(answer)

    def fail(self, error):
        """Ends the search without a result."""
        self.error = " ".join(str(error).split())
        self._steps.close()
        self._report(self)

    def _advance(self, answer):
        try:
            request = self._steps.send(answer)
            while (known := self._journal.get(request)) is not None:
                request = self._steps.send(known)
            return request
        except StopIteration as end:
            self.entries = end.value
            self._steps = None
            self._report(self)
            return None

    @property
    def done(self):
        return self._steps is None or self.error is not None
