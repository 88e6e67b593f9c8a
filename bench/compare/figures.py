"""What slices of time say: how many times as fast head is as base, and how sure that is."""

import dataclasses
import math
import statistics


@dataclasses.dataclass(frozen=True)
class Ratio:
    """base's time over head's: above 1, head is faster."""
    middle: float  # median over the slices
    low: float  # quartiles
    high: float
    error: float  # standard error of log(middle)


def _quantile(ordered, share):
    """Between the two nearest values, in proportion."""
    place = share * (len(ordered) - 1)
    below = math.floor(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (ordered[above] - ordered[below]) * (place - below)


def ratio_of(slices):
    """Of pairs (base ms, head ms): each slice is compared with the one beside it, so that what slows both cancels."""
    logs = sorted(math.log(base / head) for base, head in slices)
    low, middle, high = (_quantile(logs, share) for share in (0.25, 0.5, 0.75))
    # Of a normal distribution, the quartiles lie 1.349 deviations apart; a median errs by 1.253 times what a mean does.
    error = 1.253 * (high - low) / 1.349 / math.sqrt(len(logs))
    return Ratio(math.exp(middle), math.exp(low), math.exp(high), error)


@dataclasses.dataclass(frozen=True)
class Mean:
    value: float  # geometric mean of the ratios
    error: float  # its standard error, as a share: that of the single ratios alone
    count: int


def mean_of(ratios):
    logs = [math.log(ratio.middle) for ratio in ratios]
    error = math.sqrt(sum(ratio.error ** 2 for ratio in ratios)) / len(ratios)
    return Mean(math.exp(statistics.fmean(logs)), error, len(ratios))


def clearly_below(ratio, bound):
    """Three of four slices were below the bound."""
    return ratio.high < bound
