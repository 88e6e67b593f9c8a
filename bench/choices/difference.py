"""How two dumps of choices differ."""

import dataclasses
import math


@dataclasses.dataclass
class Difference:
    plans: int = 0  # that both dumps have
    missing: list = dataclasses.field(default_factory=list)  # keys that one of them lacks
    kernels: list = dataclasses.field(default_factory=list)  # (key, kernel before, kernel after)
    splits: list = dataclasses.field(default_factory=list)  # (key, split before, split after), the same kernel
    estimates: list = dataclasses.field(default_factory=list)  # (key, after / before) of the kernel taken
    others: dict = dataclasses.field(default_factory=dict)  # kernel not taken: plans where estimate or split differ
    served: list = dataclasses.field(default_factory=list)  # (key, kernels gone, kernels come)

    @property
    def same(self):
        return not (self.missing or self.kernels or self.splits or self.estimates or self.others or self.served)


def _split(candidate):
    return {key: value for key, value in candidate.items() if key not in ("kernel", "cycles")}


def _ratio(before, after):
    return after / before if before else (1.0 if after == before else math.inf)


def _compare_chosen(key, before, after, difference):
    if before["kernel"] != after["kernel"]:
        difference.kernels.append((key, before["kernel"], after["kernel"]))
    elif _split(before) != _split(after):
        difference.splits.append((key, _split(before), _split(after)))
    if before["cycles"] != after["cycles"]:
        difference.estimates.append((key, _ratio(before["cycles"], after["cycles"])))


def _compare_served(key, before, after, difference):
    before, after = ({kernel["kernel"]: kernel for kernel in record["kernels"]} for record in (before, after))
    gone, come = sorted(before.keys() - after.keys()), sorted(after.keys() - before.keys())
    if gone or come:
        difference.served.append((key, gone, come))
    for name in before.keys() & after.keys():
        if before[name] != after[name]:
            difference.others[name] = difference.others.get(name, 0) + 1


def compare(before, after):
    """Of records by key, as dump.read() gives them."""
    difference = Difference(missing=sorted(before.keys() ^ after.keys(), key=str))
    for key, record in before.items():
        if key not in after:
            continue
        difference.plans += 1
        _compare_chosen(key, record["chosen"], after[key]["chosen"], difference)
        _compare_served(key, record, after[key], difference)
    return difference


def _name(key):
    layer, layout, threads, isa = key
    return f"{layer} {layout} threads {threads} {isa}"


def _listed(title, lines, most):
    if not lines:
        return []
    more = [f"  … and {len(lines) - most} more"] if len(lines) > most else []
    return [f"{len(lines)} {title}:", *(f"  {line}" for line in lines[:most]), *more]


def summary(difference, most=20):
    """Text for a reader, at most so many lines of a kind."""
    if difference.same:
        return f"all {difference.plans} choices, splits and estimates are the same"
    ratios = sorted(difference.estimates, key=lambda item: -abs(math.log(item[1])) if item[1] > 0 else -math.inf)
    lines = [f"{difference.plans} plans compared"]
    lines += _listed("plans are in one dump alone", [_name(key) for key in difference.missing], most)
    lines += _listed("plans take another kernel",
                     [f"{_name(key)}: {before} -> {after}" for key, before, after in difference.kernels], most)
    lines += _listed("plans split the work of the same kernel otherwise",
                     [f"{_name(key)}: {before} -> {after}" for key, before, after in difference.splits], most)
    lines += _listed("estimates of what is taken differ (after / before)",
                     [f"{_name(key)}: {ratio:.6g}" for key, ratio in ratios], most)
    lines += _listed("plans are served by other kernels",
                     [f"{_name(key)}: gone {', '.join(gone) or 'none'}; new {', '.join(come) or 'none'}"
                      for key, gone, come in difference.served], most)
    lines += _listed("kernels have another estimate or split where they serve",
                     [f"{name}: {count} plans" for name, count in
                      sorted(difference.others.items(), key=lambda item: (-item[1], item[0]))], most)
    return "\n".join(lines)
