"""What candidates are measured against is what the library ships, not what was compiled for the search."""

import pathlib
import sys
import unittest

sys.path[:0] = [str(pathlib.Path(__file__).parent.parent)]

from search.effort import LEVELS
from search.search import Search


def candidate(kernel, cycles):
    return {"kernel": kernel, "schedule": "0a1b2c3d", "block": [8, 8], "channel_parts": 1, "cycles": cycles}


COMPILED = candidate("convt_2d_nhwc_f32_direct_c24p9_avx512", 1e6)
SHIPPED = candidate("convt_2d_nhwc_f32_direct_c32p12_avx512", 2e6)
LAYER = {"problem": "a problem", "desc": {"out_spatial": [16, 16], "strides": [2, 2]}, "macs": 10**6}


class Default(unittest.TestCase):
    def first_race(self, compiled):
        steps = Search(LAYER, LEVELS["patient"], 1, 60, 1, compiled).run()
        next(steps)
        return steps.send({"default": COMPILED, "kernels": [COMPILED, SHIPPED]})

    def test_is_the_librarys_choice(self):
        race = self.first_race(frozenset([COMPILED["kernel"]]))
        self.assertEqual(race["default"]["kernel"], SHIPPED["kernel"])
        self.assertEqual([c["kernel"] for c in race["candidates"]], [COMPILED["kernel"]])

    def test_is_the_models_choice_when_nothing_was_compiled(self):
        race = self.first_race(frozenset())
        self.assertEqual(race["default"]["kernel"], COMPILED["kernel"])

    def test_is_the_reference_when_no_kernel_serves(self):
        steps = Search(LAYER, LEVELS["measure"], 1, 60, 1).run()
        next(steps)
        reference = candidate("convt_reference", 9e9)
        race = steps.send({"default": reference, "kernels": []})
        self.assertEqual(race["default"]["kernel"], reference["kernel"])


if __name__ == "__main__":
    unittest.main()
