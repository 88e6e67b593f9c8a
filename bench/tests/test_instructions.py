"""Counts of instructions: callgrind's files and the comparison with a table, on made-up ones."""

import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from instructions import callgrind, table  # noqa: E402

DUMP = """# callgrind format
version: 1
part: 2
desc: Timerange: Basic block 11 - 20
desc: Trigger: --dump-before=counted_pack
events: Ir
summary: 87629
totals: 87629
"""


def row(plan=10000, pack=20000, run=30000, kernel="k"):
    return {"kernel": kernel, "plan": plan, "pack": pack, "run": run}


class CallgrindTest(unittest.TestCase):
    def test_a_file_has_its_mark_and_total(self):
        self.assertEqual(callgrind.read_dump(DUMP), ("counted_pack", 87629))
        self.assertEqual(callgrind.read_dump("desc: Trigger: Program termination\ntotals: 5\n"), (None, 5))
        with self.assertRaisesRegex(callgrind.CountError, "without totals"):
            callgrind.read_dump("events: Ir\n")

    def test_what_lies_between_marks_is_counted(self):
        marks = ("counted_plan", "counted_pack", "counted_run", "counted_end")
        dumps = [*zip(marks, (900, 1, 2, 3)), *zip(marks, (800, 4, 5, 6)), (None, 700)]
        self.assertEqual(callgrind.counts_of(dumps), [{"plan": 1, "pack": 2, "run": 3}, {"plan": 4, "pack": 5, "run": 6}])

    def test_a_missing_mark_is_an_error(self):
        with self.assertRaisesRegex(callgrind.CountError, "counted_plan, counted_run"):
            callgrind.counts_of([("counted_plan", 1), ("counted_run", 2)])


class TableTest(unittest.TestCase):
    def test_a_file_gives_back_what_was_written(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "counts.csv"
            table.write(path, {"compiler": "c++: 12"}, {("up", "channels_last"): row()})
            facts, counts = table.read(path)
        self.assertEqual(facts, {"compiler": "c++: 12"})
        self.assertEqual({step: counts["up", "channels_last"][step] for step in callgrind.STEPS},
                         {"plan": 10000, "pack": 20000, "run": 30000})

    def test_growth_within_the_tolerance_passes(self):
        found = table.compare({("up", "last"): row()}, {("up", "last"): row(run=30600)}, 0.02)
        self.assertFalse(found.failed)
        self.assertAlmostEqual(found.mean["run"], 1.02)

    def test_growth_beyond_it_fails_and_is_named(self):
        found = table.compare({("up", "last"): row()}, {("up", "last"): row(run=30601)}, 0.02)
        self.assertTrue(found.failed)
        self.assertIn("up last run: 30000 -> 30601 (1.020)", table.summary(found, 0.02))

    def test_a_few_instructions_more_pass_whatever_their_share(self):
        small = {("up", "last"): row(pack=3000)}
        self.assertFalse(table.compare(small, {("up", "last"): row(pack=3500)}, 0.02).failed)
        self.assertTrue(table.compare(small, {("up", "last"): row(pack=3501)}, 0.02).failed)

    def test_fewer_is_told_and_passes(self):
        found = table.compare({("up", "last"): row()}, {("up", "last"): row(pack=19000)}, 0.02)
        self.assertFalse(found.failed)
        self.assertIn("instructions-table", table.summary(found, 0.02))

    def test_another_kernel_is_told(self):
        found = table.compare({("up", "last"): row()}, {("up", "last"): row(kernel="other")}, 0.02)
        self.assertEqual(found.kernels, [("up", "last", "k", "other")])


if __name__ == "__main__":
    unittest.main()
