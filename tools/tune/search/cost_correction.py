"""What measurements teach about the cost model: how far off it is near each candidate."""

import math

from search.candidate import distance

# Weight of the belief that the model is right, against one measurement of the very candidate.
PRIOR = 0.3


class CostCorrection:
    """Predicts a candidate's time relative to the default's: the model's ratio, corrected by what was measured for
    candidates like it."""

    def __init__(self, default_cycles):
        self._default_cycles = max(default_cycles, 1.0)
        self._errors = []  # (candidate, log of measured / modelled ratio)

    def _modelled(self, candidate):
        return max(candidate["cycles"], 1.0) / self._default_cycles

    def learn(self, candidate, ratio):
        self._errors.append((candidate, math.log(max(ratio, 1e-6) / self._modelled(candidate))))

    def predict(self, candidate):
        weight, total = PRIOR, 0.0
        for known, error in self._errors:
            near = math.exp(-distance(candidate, known))
            weight += near
            total += near * error
        return self._modelled(candidate) * math.exp(total / weight)
