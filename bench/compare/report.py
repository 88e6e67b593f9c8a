"""The text of a comparison and whether it passes."""

import dataclasses

from compare.figures import clearly_below, mean_of, ratio_of


@dataclasses.dataclass
class Verdict:
    text: str
    passed: bool


def _line(outcome, ratio):
    kernels = outcome.kernels
    changed = "" if kernels[0] == kernels[1] else f"  {kernels[0]} -> {kernels[1]}"
    outputs = "" if outcome.same_outputs else "  outputs differ" + (", BEYOND THE BOUND" if outcome.wrong else "")
    case = outcome.case
    return (f"{ratio.middle:7.3f}  {ratio.low:.3f} to {ratio.high:.3f}  {case.layer:24} {case.layout:14} "
            f"{case.threads:2}{changed}{outputs}")


def _groups(found):
    """Ratios by layout and threads, and all of them."""
    groups = {}
    for outcome, ratio in found:
        groups.setdefault(f"{outcome.case.layout}, threads {outcome.case.threads}", []).append(ratio)
    if len(groups) > 1:
        groups["all"] = [ratio for _, ratio in found]
    return groups


def _failures(outcomes, found, bound, layer_bound):
    lines = [f"{outcome.case.name}: {outcome.errors[0]}" for outcome in outcomes if outcome.errors]
    lines += [f"{outcome.case.name}: outputs are beyond the bound" for outcome in outcomes if outcome.wrong]
    for name, ratios in _groups(found).items():
        mean = mean_of(ratios)
        if mean.value < bound:
            near = mean.value * (1 + 2 * mean.error) >= bound
            lines.append(f"{name}: {mean.value:.3f} is below the bound of {bound:g}" +
                         (", by less than two standard errors: more ROUNDS tell" if near else ""))
    lines += [f"{outcome.case.name}: {ratio.middle:.3f} (to {ratio.high:.3f}) is below a layer's bound of {layer_bound:g}"
              for outcome, ratio in found if clearly_below(ratio, layer_bound)]
    return lines


def judge(outcomes, bound, layer_bound):
    """Layers in the order of their ratios, the slowest first; then means, then what failed."""
    found = sorted(((outcome, ratio_of(outcome.slices)) for outcome in outcomes if outcome.slices),
                   key=lambda pair: pair[1].middle)
    lines = ["base's time / head's, quartiles of the slices, layer, layout, threads"]
    lines += [_line(outcome, ratio) for outcome, ratio in found]
    for name, ratios in _groups(found).items():
        mean = mean_of(ratios)
        lines.append(f"{name}: geometric mean {mean.value:.4f} ± {mean.value * mean.error:.4f} of {mean.count}")
    differing = sum(not outcome.same_outputs for outcome in outcomes)
    lines.append(f"outputs are bit for bit the same in {len(outcomes) - differing} of {len(outcomes)} cases")
    failures = _failures(outcomes, found, bound, layer_bound)
    lines += [f"FAILED {failure}" for failure in failures]
    if not failures:
        lines.append(f"passed: no mean below {bound:g}, no layer clearly below {layer_bound:g}")
    return Verdict("\n".join(lines), not failures)
