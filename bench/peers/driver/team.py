"""The workers of one thread count: started together, started anew when one is lost."""
from driver.worker_process import WorkerLost, WorkerProcess

START_SECONDS = 120
ASK_SECONDS = 45


class Team:
    def __init__(self, libraries, threads, weights, log):
        self.libraries, self.threads, self.weights, self.log = libraries, threads, weights, log
        self.workers = {}  # library name -> WorkerProcess
        self.versions = {}
        self.contestants = {}  # contestant -> library name
        self.unavailable = {}  # library name -> reason
        for library in libraries:
            self._start(library)

    def _start(self, library):
        worker = WorkerProcess(library, self.threads, self.weights, self.log)
        try:
            about = worker.answer(START_SECONDS)
        except (WorkerLost, OSError) as error:
            about = {"error": str(error)}
        if "error" in about:
            self.unavailable[library.name] = about["error"]
            worker.end()
            return
        self.workers[library.name] = worker
        self.versions[library.name] = about["version"]
        self.contestants.update(dict.fromkeys(about["contestants"], library.name))

    def ask(self, contestant, what, **fields):
        """The worker's answer. {"error": reason} when there is none; with "lost" when the library's process had to be
        started anew, and whatever it had prepared is gone."""
        name = self.contestants[contestant]
        if name not in self.workers:
            return {"error": self.unavailable[name]}
        try:
            return self.workers[name].ask({"do": what, "contestant": contestant, **fields}, ASK_SECONDS)
        except WorkerLost as error:
            self._restart(name)
            return {"error": str(error), "lost": True}

    def release(self):
        """Everyone forgets what was prepared."""
        for name in list(self.workers):
            try:
                self.workers[name].ask({"do": "release"}, ASK_SECONDS)
            except WorkerLost:
                self._restart(name)

    def _restart(self, name):
        del self.workers[name]
        self._start(next(library for library in self.libraries if library.name == name))

    def end(self):
        for worker in self.workers.values():
            worker.end()
