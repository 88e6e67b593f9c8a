"""bench/compare's statistics and verdict, on made-up slices."""

import math
import pathlib
import random
import shutil
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from compare import builds, figures, report  # noqa: E402
from compare.measure import Case, Outcome, measure  # noqa: E402


def outcome(name, base, head, layout="channels_last", same=True, error=0.1, kernels=("k", "k")):
    """One round whose slices took so long."""
    made = Outcome(Case(name, layout, 1))
    made.add({"base": {"kernel": kernels[0], "ms": base, "ms_min": min(base)},
              "head": {"kernel": kernels[1], "ms": head, "ms_min": min(head), "error_over_bound": error}, "same": same})
    return made


class RatioTest(unittest.TestCase):
    def test_what_slows_both_cancels(self):
        # A neighbour doubles the time of two slices of both.
        ratio = figures.ratio_of([(1.1, 1.0), (2.2, 2.0), (1.1, 1.0), (2.2, 2.0)])
        self.assertAlmostEqual(ratio.middle, 1.1)
        self.assertAlmostEqual(ratio.error, 0)

    def test_one_disturbed_turn_does_not_matter(self):
        ratio = figures.ratio_of([(1.0, 1.0)] * 8 + [(50.0, 1.0)])
        self.assertEqual(ratio.middle, 1)

    def test_quartiles(self):
        ratio = figures.ratio_of([(value, 1.0) for value in (1, 2, 4, 8, 16)])
        self.assertAlmostEqual(ratio.low, 2)
        self.assertAlmostEqual(ratio.middle, 4)
        self.assertAlmostEqual(ratio.high, 8)

    def test_a_single_turn(self):
        ratio = figures.ratio_of([(3.0, 2.0)])
        self.assertEqual((ratio.low, ratio.middle, ratio.high), (1.5, 1.5, 1.5))

    def test_the_stated_error_is_that_of_repeated_measurements(self):
        source = random.Random(1)
        ratios = [figures.ratio_of([(math.exp(source.gauss(0, 0.05)), 1.0) for _ in range(25)]) for _ in range(400)]
        logs = [math.log(ratio.middle) for ratio in ratios]
        spread = math.sqrt(sum(value * value for value in logs) / len(logs))
        stated = sum(ratio.error for ratio in ratios) / len(ratios)
        self.assertAlmostEqual(stated / spread, 1, delta=0.15)


class MeanTest(unittest.TestCase):
    def test_it_is_geometric(self):
        ratios = [figures.Ratio(2.0, 2.0, 2.0, 0.03), figures.Ratio(0.5, 0.5, 0.5, 0.04)]
        mean = figures.mean_of(ratios)
        self.assertAlmostEqual(mean.value, 1)
        self.assertAlmostEqual(mean.error, 0.025)


class VerdictTest(unittest.TestCase):
    def test_the_same_passes(self):
        verdict = report.judge([outcome("up", [1, 1], [1, 1])], 0.97, 0.8)
        self.assertTrue(verdict.passed)
        self.assertIn("1 of 1 cases", verdict.text)

    def test_a_mean_below_the_bound_fails(self):
        slow = [outcome(name, [0.96, 0.96], [1, 1]) for name in ("a", "b")]
        verdict = report.judge(slow, 0.97, 0.8)
        self.assertFalse(verdict.passed)
        self.assertIn("0.960 is below the bound of 0.97", verdict.text)
        self.assertNotIn("more ROUNDS", verdict.text)
        self.assertTrue(report.judge(slow, 0.95, 0.8).passed)

    def test_a_mean_that_is_not_sure_says_so(self):
        noisy = outcome("a", [0.8, 0.9, 0.96, 1.1, 1.2], [1] * 5)
        verdict = report.judge([noisy], 0.97, 0.8)
        self.assertFalse(verdict.passed)
        self.assertIn("more ROUNDS", verdict.text)

    def test_one_layout_below_the_bound_fails_although_all_are_above(self):
        found = [outcome("a", [1.2, 1.2], [1, 1]), outcome("a", [0.9, 0.9], [1, 1], layout="channels_first")]
        self.assertIn("FAILED channels_first", report.judge(found, 0.97, 0.8).text)

    def test_one_layer_that_is_clearly_slower_fails(self):
        fine = [outcome(f"l{i}", [1, 1], [1, 1]) for i in range(40)]
        self.assertFalse(report.judge([*fine, outcome("slow", [0.5, 0.6], [1, 1])], 0.97, 0.8).passed)
        noisy = outcome("noisy", [0.5, 0.7, 1, 1, 1, 0.7], [1] * 6)
        self.assertTrue(report.judge([*fine, noisy], 0.97, 0.8).passed)

    def test_other_outputs_are_told_and_wrong_ones_fail(self):
        differ = report.judge([outcome("up", [1], [1], same=False)], 0.97, 0.8)
        self.assertTrue(differ.passed)
        self.assertIn("outputs differ", differ.text)
        self.assertFalse(report.judge([outcome("up", [1], [1], same=False, error=1.2)], 0.97, 0.8).passed)

    def test_a_case_that_could_not_run_fails(self):
        broken = Outcome(Case("up", "channels_last", 1), errors=["out of memory"])
        verdict = report.judge([broken, outcome("fine", [1], [1])], 0.97, 0.8)
        self.assertFalse(verdict.passed)
        self.assertIn("FAILED up channels_last 1: out of memory", verdict.text)

    def test_another_kernel_is_named(self):
        self.assertIn("one -> two", report.judge([outcome("up", [1], [1], kernels=("one", "two"))], 0.97, 0.8).text)


# Answers as convt_compare_runner does; dies at a problem that says so.
ANSWER = """
import json, sys
for line in sys.stdin:
    request = json.loads(line)
    if request["desc"] == "deadly":
        sys.exit(3)
    side = {"kernel": "k", "ms": [1.0 + request["first"]] * request["slices"], "ms_min": 1.0}
    print(json.dumps({"base": side, "head": side, "same": True}), flush=True)
"""


class Options:
    rounds, slices, milliseconds, isa, progress = 2, 3, 1.0, None, False


class MeasureTest(unittest.TestCase):
    def test_rounds_begin_with_either_side_and_a_death_costs_one_case(self):
        cases = {Case(name, "channels_last", 1): problem for name, problem in (("a", {}), ("b", "deadly"), ("c", {}))}
        first, deadly, last = measure([sys.executable, "-c", ANSWER], cases, Options)
        for found in (first, last):
            self.assertEqual(found.slices, [(1.0, 1.0)] * 3 + [(2.0, 2.0)] * 3)
            self.assertEqual(found.errors, [])
        self.assertEqual(len(deadly.errors), 2)
        self.assertIn("ended with 3", deadly.errors[0])


class BuildsTest(unittest.TestCase):
    @unittest.skipUnless(shutil.which("git"), "needs git")
    def test_an_unknown_commit_is_named(self):
        with self.assertRaisesRegex(builds.BuildError, "BASE is 'no-such-commit'"):
            builds.resolve("no-such-commit")


if __name__ == "__main__":
    unittest.main()
