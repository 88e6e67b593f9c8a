"""The search for one layer's fastest candidate.

A search is a generator: it yields requests for the worker and is sent their answers. It depends on nothing but its
arguments and those answers, so a search that is repeated with the same answers ends with the same result.
"""

import random

from search import variation
from search.candidate import key, plain, strategy
from search.cost_correction import CostCorrection

# A winner must beat the default by this much when measured again: below lies noise.
MARGIN = 0.97
# Children that compete, by prediction, for a place in a race.
LITTER = 48
PARENTS = 4
FINALISTS = 3
FAILED = float("inf")


def _counts(result):
    """Whether a candidate ran and its outputs were right."""
    return "refused" not in result and result["error_over_bound"] <= 1


class Search:
    def __init__(self, layer, effort, seed, budget_seconds, threads, compiled=frozenset()):
        self.layer, self.effort, self.threads = layer, effort, threads
        self._rng = random.Random(f"{seed} {layer['problem']}")
        self._budget = budget_seconds
        self._compiled = compiled  # names of kernels that the library does not ship
        self._spent = 0.0
        self._ratios = {}  # key -> ratio to the default
        self._known = {}  # key -> candidate
        self._correction = self._default = None
        self.best = 1.0
        self.races = 0
        self.wrong = []  # candidates whose outputs were beyond the error bound

    def run(self):
        """Yields requests; returns the entries to be written, fastest first."""
        answer = yield {"op": "kernels", "desc": self.layer["desc"], "threads": self.threads}
        kernels = answer["kernels"]
        self._default = self._shipped_default(answer)
        self._correction = CostCorrection(self._default["cycles"])
        self._remember(self._default, 1.0)
        yield from self._race(self._first_field(kernels))
        idle = 0
        for _ in range(self.effort.generations):
            before = self.best
            field = yield from self._next_field(kernels)
            if not field or self._spent >= self._budget:
                break
            yield from self._race(field)
            idle = 0 if self.best < 0.99 * before else idle + 1
            if idle == self.effort.patience:
                break
        return (yield from self._final())

    def _shipped_default(self, answer):
        """What the library itself takes: the first by the cost model that need not be compiled."""
        shipped = (candidate for candidate in answer["kernels"] if candidate["kernel"] not in self._compiled)
        return next(shipped, answer["default"])

    def _remember(self, candidate, ratio):
        self._known[key(candidate)] = candidate
        self._ratios[key(candidate)] = ratio
        if ratio != FAILED:
            self._correction.learn(candidate, ratio)
            self.best = min(self.best, ratio)

    def _first_field(self, kernels):
        """Whom the model likes, and the best of each strategy that it likes less."""
        field, strategies = [], set()
        for candidate in kernels:
            if key(candidate) in self._known:
                strategies.add(strategy(candidate))
                continue
            if len(field) < self.effort.field or strategy(candidate) not in strategies:
                field.append(candidate)
                strategies.add(strategy(candidate))
        return field[: 2 * self.effort.field]

    def _next_field(self, kernels):
        """Children of the best so far: those of whom the corrected model expects most, and a random one."""
        parents = sorted(self._ratios, key=self._ratios.get)[:PARENTS]
        litter = {}
        for _ in range(LITTER):
            mother, father = (self._known[self._rng.choice(parents)] for _ in range(2))
            if self._rng.random() < 0.2:
                child = variation.cross(mother, father, self._rng)
            else:
                child = variation.mutate(mother, self.layer, kernels, self._rng)
            litter.setdefault(key(child), child)
        answer = yield {"op": "estimate", "desc": self.layer["desc"], "threads": self.threads,
                        "candidates": list(litter.values())}
        children = {key(c): c for c in answer["candidates"] if "refused" not in c and key(c) not in self._known}
        ordered = sorted(children.values(), key=self._correction.predict)
        field, rest = ordered[: self.effort.field - 1], ordered[self.effort.field - 1 :]
        return field + ([self._rng.choice(rest)] if rest else [])

    def _race(self, field, seconds=None, rounds=None):
        request = {
            "op": "race",
            "desc": self.layer["desc"],
            "default": plain(self._default),
            "candidates": [plain(candidate) for candidate in field],
            "threads": self.threads,
            "seconds": seconds or self.effort.race_seconds,
            "rounds": rounds or self.effort.rounds,
        }
        answer = yield request
        self._spent += answer["elapsed"]
        self.races += 1
        for candidate, result in zip(field, answer["results"]):
            if "refused" not in result and result["error_over_bound"] > 1:
                self.wrong.append(candidate)
            self._remember(candidate, result["ratio"] if _counts(result) else FAILED)
        return answer

    def _final(self):
        """The best are measured again, longer; the library's own best stands in for builds without the others."""
        ordered = sorted((k for k in self._ratios if self._ratios[k] < MARGIN), key=self._ratios.get)
        compiled = [k for k in ordered if self._known[k]["kernel"] in self._compiled][:FINALISTS]
        shipped = [k for k in ordered if self._known[k]["kernel"] not in self._compiled][:FINALISTS]
        field = [self._known[k] for k in compiled + shipped]
        if not field:
            return []
        answer = yield from self._race(field, self.effort.final_seconds, self.effort.final_rounds)
        entries = []
        for candidate, result in zip(field, answer["results"]):
            if not _counts(result) or result["ratio"] > MARGIN:
                continue
            entry = {"problem": self.layer["problem"], **{k: v for k, v in candidate.items() if k != "cycles"}}
            entry |= {"ms": round(result["ms"], 4), "default_kernel": self._default["kernel"]}
            entry |= {"default_ms": round(answer["default_ms"], 4)}
            entry |= {"error_over_bound": round(result["error_over_bound"], 3)}
            entries.append((result["ratio"], entry))
        entries.sort(key=lambda pair: pair[0])
        self.best = entries[0][0] if entries else 1.0
        return self._worth_keeping([entry for _, entry in entries])

    def _worth_keeping(self, entries):
        """The fastest, and where that has to be compiled, the fastest that need not be."""
        kept = entries[:1]
        if kept and kept[0]["kernel"] in self._compiled:
            kept += [entry for entry in entries if entry["kernel"] not in self._compiled][:1]
        return kept
