"""Times base and head of every case: some rounds, each in a process of its own, in which both run for slices of time alternately."""

import dataclasses
import sys

from common.worker import RunnerProcess, WorkerError

SIDES = ("base", "head")


@dataclasses.dataclass(frozen=True)
class Case:
    layer: str
    layout: str
    threads: int

    @property
    def name(self):
        return f"{self.layer} {self.layout} {self.threads}"


@dataclasses.dataclass
class Outcome:
    """What all rounds found of a case."""
    case: Case
    slices: list = dataclasses.field(default_factory=list)  # (base ms, head ms) of each slice
    rounds: list = dataclasses.field(default_factory=list)  # the answer of each round
    errors: list = dataclasses.field(default_factory=list)

    @property
    def kernels(self):
        return tuple(self.rounds[0][side]["kernel"] for side in SIDES) if self.rounds else ()

    @property
    def wrong(self):
        """Whether outputs of head are beyond the bound of the library's documents; those that equal base's are not."""
        return any(not answer["same"] and answer["head"]["error_over_bound"] > 1 for answer in self.rounds)

    @property
    def same_outputs(self):
        return all(answer["same"] for answer in self.rounds)

    def add(self, answer):
        self.rounds.append(answer)
        self.slices += list(zip(*(answer[side]["ms"] for side in SIDES)))


def _round(command, cases, problems, number, outcomes, options):
    """One process after the other, should one die at a case."""
    runner = None
    for done, case in enumerate(cases, 1):
        runner = runner or RunnerProcess(command)
        if options.progress:
            print(f"round {number + 1}/{options.rounds}, {done}/{len(cases)} {case.name:40}", end="\r", file=sys.stderr)
        request = {"desc": problems[case], "threads": case.threads, "slices": options.slices,
                   "seconds": options.milliseconds * 1e-3, "first": number % 2}
        if options.isa:
            request["isa"] = options.isa
        try:
            outcomes[case].add(runner.request(request))
        except WorkerError as error:
            outcomes[case].errors.append(str(error))
            if not runner.alive:
                runner.close()
                runner = None
    if runner:
        runner.close()


def measure(command, problems, options):
    """Outcomes by case, of problems by case. `options`: rounds, slices, milliseconds, isa, progress."""
    outcomes = {case: Outcome(case) for case in problems}
    for number in range(options.rounds):
        # Backwards each second time: what follows on what differs as well.
        cases = list(problems)[::-1 if number % 2 else 1]
        _round(command, cases, problems, number, outcomes, options)
    return list(outcomes.values())
