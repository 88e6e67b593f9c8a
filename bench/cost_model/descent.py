"""Searches costs one field at a time: up and down by a factor that shrinks from sweep to sweep."""

import math

from cost_model import regret

# Facts of a tier, and what decides splits alone: recordings have one split of each kernel, so they say nothing of these.
FIXED = frozenset({"lanes", "fmas", "loads", "broadcasts", "far_lines", "kernel_part", "stage_bytes", "few_tiles",
                   "nodes_in_cache"})
# Shares, from 0 to 1.
SHARES = frozenset({"hidden_weights", "hidden_stream", "hidden_ahead"})
# Selection skips kernels whose products alone, at the FMA peak, take longer than the best (fewest_cycles in the
# runtime), so no estimate may fall below those.
AT_MOST_1 = frozenset({"tapped_efficiency", "winograd_efficiency"})
AT_LEAST_1 = frozenset({"planar_slowdown", "narrow_slowdown", "planes_slowdown", "planes_margin", "planes_first_margin",
                        "winograd_margin", "shared_memory"})
# Kernels whose estimates differ by less are taken in part, so that the search sees which way to go.
WIDTH = 0.03
FIRST_FACTOR = 1.6


def objective(cases, all_cycles, column, before, stiffness):
    """Mean of how much longer than the best choices take, as a logarithm, and what leaving the costs of before weighs."""
    longer = sum(regret.softened(case, cycles, WIDTH) for case, cycles in zip(cases, all_cycles)) / len(cases)
    moved = sum(math.log(column[field] / before[field]) ** 2 for field in before if before[field] > 0 and column[field] > 0)
    return longer + stiffness * moved


def neighbours(field, value, factor):
    """The values to try beside a field's own."""
    if field in SHARES:
        step = 0.2 * math.log(factor) / math.log(FIRST_FACTOR)
        return [min(max(value + move, 0.0), 1.0) for move in (-step, step)]
    if field in AT_MOST_1:
        return [value / factor, min(value * factor, 1.0)]
    if field in AT_LEAST_1:
        return [max(value / factor, 1.0), value * factor]
    return [value / factor, value * factor] if value > 0 else []


def rounded(value):
    """To three figures: the table holds no more than was learnt."""
    return float(f"{value:.3g}")


def search(column, distance, sweeps, report):
    """The column of the least distance that the search finds, its fields rounded."""
    best, least = dict(column), distance(column)
    report(f"objective {least:.5f}")
    for sweep in range(sweeps):
        factor = 1 + (FIRST_FACTOR - 1) * 0.5 ** sweep
        for field in (field for field in column if field not in FIXED):
            for value in neighbours(field, best[field], factor):
                trial = {**best, field: rounded(value)}
                found = distance(trial)
                if found < least:
                    best, least = trial, found
        changed = ", ".join(f"{field} {column[field]:g} -> {best[field]:g}" for field in best if best[field] != column[field])
        report(f"sweep {sweep + 1}: objective {least:.5f}; {changed or 'nothing changed'}")
    return best
