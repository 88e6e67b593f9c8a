"""How far choices are from the best kernel that was measured."""

import dataclasses
import math


@dataclasses.dataclass(frozen=True)
class Case:
    """A problem with the kernels that were timed for it."""
    layer: str
    contestant: str  # convt_last or convt_first
    threads: int
    isa: str  # the highest tier allowed
    kernels: tuple  # their names
    ms: tuple

    @property
    def name(self):
        return f"{self.layer} {self.contestant.removeprefix('convt_')} threads {self.threads} {self.isa}"


def choice(cycles):
    """The candidate of the lowest estimate; None marks one without an estimate."""
    return min((value, i) for i, value in enumerate(cycles) if value is not None)[1]


def slower(case, cycles):
    """How many times as long as the fastest the choice takes: 1 is the best."""
    return case.ms[choice(cycles)] / min(case.ms)


def softened(case, cycles, width):
    """The logarithm of slower(), with kernels of near estimates taken in part: smooth, so that it can be searched."""
    best = min(value for value in cycles if value is not None)
    fastest = min(case.ms)
    total = weights = 0.0
    for value, ms in zip(cycles, case.ms):
        if value is not None:
            weight = math.exp(-math.log(value / best) / width) if value < 4 * best else 0.0
            total += weight * math.log(ms / fastest)
            weights += weight
    return total / weights


def geometric_mean(values):
    return math.exp(sum(map(math.log, values)) / len(values)) if values else math.nan


def summary(title, cases, all_cycles, most=10):
    """Text: the geometric mean, and the choices that are farthest from the best."""
    found = sorted(((slower(case, cycles), case, cycles) for case, cycles in zip(cases, all_cycles)),
                   key=lambda item: -item[0])
    values = [value for value, _, _ in found]
    within = sum(value <= 1.03 for value in values)
    lines = [f"{title}: choices take {geometric_mean(values):.4f} times the best measured kernel's time (geometric mean of "
             f"{len(values)}; {within} within 1.03, {sum(value > 1.3 for value in values)} above 1.3)"]
    for value, case, cycles in found[:most]:
        taken, best = case.kernels[choice(cycles)], case.kernels[case.ms.index(min(case.ms))]
        lines.append(f"  {value:.3f} {case.name}: {taken}; fastest {best}")
    return "\n".join(lines)
