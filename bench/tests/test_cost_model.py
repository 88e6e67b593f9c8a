"""The cost model's fit, on made-up recordings whose answer is known; the layers that are drawn at random."""

import itertools
import math
import pathlib
import random
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from common import problems  # noqa: E402
from cost_model import cost_table, descent, recordings, record, regret, splits  # noqa: E402
from layers import draw  # noqa: E402


def case(ms, layer="up", threads=1):
    return regret.Case(layer, "convt_last", threads, "avx2", tuple(f"k{i}" for i in range(len(ms))), tuple(ms))


class RegretTest(unittest.TestCase):
    def test_the_choice_is_compared_with_the_fastest(self):
        self.assertEqual(regret.slower(case([3.0, 2.0, 4.0]), [100.0, 200.0, 300.0]), 1.5)
        self.assertEqual(regret.slower(case([3.0, 2.0, 4.0]), [200.0, 100.0, 300.0]), 1.0)

    def test_what_has_no_estimate_is_not_chosen(self):
        self.assertEqual(regret.slower(case([3.0, 2.0, 4.0]), [None, 200.0, 150.0]), 2.0)

    def test_softened_is_the_same_where_estimates_are_far_apart(self):
        self.assertAlmostEqual(regret.softened(case([3.0, 2.0]), [100.0, 200.0], 0.03), math.log(1.5), places=6)

    def test_softened_lies_halfway_where_estimates_are_equal(self):
        self.assertAlmostEqual(regret.softened(case([3.0, 2.0]), [100.0, 100.0], 0.03), math.log(1.5) / 2)

    def test_the_summary_names_the_worst(self):
        text = regret.summary("half", [case([1, 2]), case([4, 1], layer="down")], [[1, 2], [1, 2]], most=1)
        self.assertIn("2.0000 times", text)
        self.assertIn("4.000 down last threads 1 avx2: k0; fastest k1", text)
        self.assertIn("1 within 1.03, 1 above 1.3", text)


class DescentTest(unittest.TestCase):
    """Kernel 0 takes a·x cycles, kernel 1 b·y: with the right a and b the choices are the fastest."""

    def setUp(self):
        source = random.Random(1)
        self.shapes = [(source.uniform(1, 10), source.uniform(1, 10)) for _ in range(200)]
        self.truth = {"tap_vector": 2.0, "node_vector": 1.0}
        self.cases = [case(self.cycles(x, y, self.truth)) for x, y in self.shapes]

    @staticmethod
    def cycles(x, y, column):
        return [column["tap_vector"] * x, column["node_vector"] * y]

    def distance(self, column, before, stiffness=0.0):
        all_cycles = [self.cycles(x, y, column) for x, y in self.shapes]
        return descent.objective(self.cases, all_cycles, column, before, stiffness)

    def test_it_finds_what_choices_depend_on(self):
        before = {"tap_vector": 1.0, "node_vector": 1.0}
        found = descent.search(before, lambda column: self.distance(column, before), 5, report=lambda _: None)
        # Only the ratio of the two decides.
        self.assertAlmostEqual(found["tap_vector"] / found["node_vector"], 2, delta=0.1)

    def test_stiffness_keeps_costs_that_decide_nothing(self):
        before = {**self.truth, "l2_bytes": 24.0}
        found = descent.search(before, lambda column: self.distance(column, before, 0.001), 3, report=lambda _: None)
        self.assertEqual(found["l2_bytes"], 24.0)

    def test_facts_stay_and_shares_stay_shares(self):
        self.assertEqual(descent.neighbours("hidden_stream", 0.9, 1.6), [0.7, 1.0])
        self.assertEqual(descent.neighbours("far_run", 0.0, 1.6), [])
        self.assertEqual(descent.neighbours("winograd_efficiency", 0.9, 1.5), [0.6, 1.0])
        self.assertEqual(descent.neighbours("planes_margin", 1.2, 1.5), [1.0, 1.7999999999999998])
        before = {"lanes": 8.0, "hidden_stream": 0.8}
        found = descent.search(before, lambda column: -column["lanes"] - column["hidden_stream"], 6, report=lambda _: None)
        self.assertEqual(found, {"lanes": 8.0, "hidden_stream": 1.0})


class TableTest(unittest.TestCase):
    def test_the_runtime_s_table_is_what_would_be_written(self):
        text = cost_table.find().read_text(encoding="utf-8")
        self.assertEqual(cost_table.render(cost_table.parse(text), cost_table.origins(text)), text)

    def test_a_line_with_too_few_values_is_an_error(self):
        with self.assertRaisesRegex(cost_table.TableError, "line 2 "):
            cost_table.parse("// words\n{&TierCosts::lanes, {1, 2}},\n")

    def test_origins_are_kept(self):
        text = cost_table.render({core: {"lanes": 4.0} for core in cost_table.CORES}, {"avx2": "zen4.csv"})
        self.assertEqual(cost_table.origins(text), {"avx2": "zen4.csv"})


class RecordingTest(unittest.TestCase):
    def test_a_split_is_one_word(self):
        candidate = {"kernel": "k", "block": [4, 16], "channel_parts": 2, "turned_channels": 8, "one_thread": True}
        self.assertEqual(splits.text_of(candidate), "block=4x16,channel_parts=2,turned_channels=8,one_thread")
        self.assertEqual(splits.text_of({"kernel": "k", "one_thread": False}), "-")

    def test_problems_come_back(self):
        text = "2d channels_last f32 n1 ic100 oc512 g1 i1x1 k4x4 s1x1 d1x1 crop0x0 o4x4"
        self.assertEqual(problems.text_of(problems.parse(text)), text)
        with self.assertRaisesRegex(ValueError, "'zz3'"):
            problems.parse(text + " zz3")
        with self.assertRaisesRegex(ValueError, "out_spatial"):
            problems.parse(text.removesuffix(" o4x4"))

    def test_worth_timing_is_what_is_near_the_best(self):
        kernels = [{"kernel": name, "cycles": cycles} for name, cycles in
                   (("far_avx2", 300.0), ("near_avx2", 150.0), ("best_avx2", 100.0), ("low_base", 110.0))]
        chosen = record.worth_timing({"default": kernels[1], "kernels": kernels}, 2, 10)
        self.assertEqual([kernel["kernel"] for kernel in chosen], ["near_avx2", "best_avx2"])

    def test_halves_share_no_layer(self):
        cases = [case([1.0], layer=f"l{i}", threads=threads) for i, threads in itertools.product(range(10), (1, 2))]
        fitted, judged = recordings.halves(cases)
        self.assertEqual(len(fitted), len(judged))
        self.assertFalse({c.layer for c in fitted} & {c.layer for c in judged})


class DrawTest(unittest.TestCase):
    def test_a_seed_gives_the_same_layers(self):
        self.assertEqual(draw.draw(7, 20, 10**8), draw.draw(7, 20, 10**8))
        self.assertNotEqual(draw.draw(7, 20, 10**8), draw.draw(8, 20, 10**8))

    def test_multiply_adds_are_those_that_reach_an_output(self):
        for layer in draw.draw(3, 40, 10**6):
            pairs = 1
            for i, k, s, d, left, out in zip(layer.in_spatial, layer.kernel, layer.stride, layer.dilation, layer.crop_left,
                                             layer.out_spatial):
                pairs *= sum(0 <= at * s + tap * d - left < out for at in range(i) for tap in range(k))
            self.assertEqual(layer.macs(), layer.batch * pairs * layer.in_channels * layer.out_channels // layer.groups)

    def test_limits_hold(self):
        for layer in draw.draw(5, 200, 10**7):
            self.assertTrue(draw.FEWEST_MACS <= layer.macs() <= 10**7)
            self.assertEqual(layer.in_channels % layer.groups, 0)
            self.assertEqual(layer.out_channels % layer.groups, 0)


class KeptRecordings(unittest.TestCase):
    def test_every_kept_file_can_be_fitted_to(self):
        for path in sorted((pathlib.Path(__file__).resolve().parents[1] / "results").glob("*-kernels*.csv")):
            self.assertTrue(recordings.read(path).cases)


if __name__ == "__main__":
    unittest.main()
