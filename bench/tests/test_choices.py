"""Dumps of choices and their comparison, on records small enough to check by hand."""

import copy
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from choices import difference, dump  # noqa: E402
from common.layers import OTHERS, PUBLISHED, Layer, read_layers  # noqa: E402


class MadeUpWorker:
    """Answers as the worker does: two kernels, the wider one is the default."""

    def __init__(self):
        self.requests = []

    def ask(self, op, **request):
        self.requests.append((op, request))
        wide = {"kernel": "wide", "schedule": "1f", "block": [4], "cycles": 100.0}
        narrow = {"kernel": "narrow", "schedule": "2f", "block": [2], "cycles": 250.5}
        return {"default": wide, "kernels": [wide, narrow]}


LAYER = Layer("up", 8, {"rank": 1, "batch": 1, "in_channels": 2, "out_channels": 2, "groups": 1, "in_spatial": [2],
                        "kernel_size": [1], "strides": [1], "dilation_rate": [1], "crop_left": [0], "out_spatial": [2]})


def records():
    return {tuple(record[key] for key in dump.KEY): record
            for record in dump.plan_records(MadeUpWorker(), [LAYER], [1, 2], ["avx2"])}


class DumpTest(unittest.TestCase):
    def test_every_layout_and_thread_count_is_asked_for(self):
        worker = MadeUpWorker()
        keys = [(record["layout"], record["threads"]) for record in dump.plan_records(worker, [LAYER], [1, 2], ["avx2"])]
        self.assertEqual(keys, [("channels_last", 1), ("channels_last", 2), ("channels_first", 1), ("channels_first", 2)])
        op, request = worker.requests[2]
        self.assertEqual((op, request["isa"], request["desc"]["data_format"]), ("kernels", "avx2", "channels_first"))

    def test_schedules_are_left_out(self):
        record = next(iter(records().values()))
        self.assertNotIn("schedule", record["chosen"])
        self.assertEqual([kernel["kernel"] for kernel in record["kernels"]], ["narrow", "wide"])

    def test_a_file_gives_back_what_was_written(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "choices.jsonl"
            dump.write(path, records().values())
            self.assertEqual(dump.read(path), records())
            self.assertEqual([file.name for file in path.parent.iterdir()], ["choices.jsonl"])

    def test_tiers_go_down_from_the_highest(self):
        self.assertEqual(dump.tiers_of("avx2"), ["avx2", "base"])
        self.assertEqual(dump.tiers_of("neon"), ["neon"])

    def test_ids_of_both_lists_differ(self):
        layers = read_layers(PUBLISHED) + read_layers(OTHERS)
        self.assertEqual(len({layer.id for layer in layers}), len(layers))


class DifferenceTest(unittest.TestCase):
    def setUp(self):
        self.before, self.after = records(), copy.deepcopy(records())
        self.key = ("up", "channels_first", 2, "avx2")

    def found(self):
        return difference.compare(self.before, self.after)

    def test_the_same(self):
        self.assertTrue(self.found().same)
        self.assertEqual(difference.summary(self.found()), "all 4 choices, splits and estimates are the same")

    def test_another_kernel(self):
        self.after[self.key]["chosen"] = self.after[self.key]["kernels"][0]
        found = self.found()
        self.assertEqual(found.kernels, [(self.key, "wide", "narrow")])
        self.assertEqual(found.estimates, [(self.key, 2.505)])
        self.assertIn("up channels_first threads 2 avx2: wide -> narrow", difference.summary(found))

    def test_another_split(self):
        self.after[self.key]["chosen"]["block"] = [3]
        self.assertEqual(self.found().splits, [(self.key, {"block": [4]}, {"block": [3]})])

    def test_the_smallest_change_of_an_estimate(self):
        self.after[self.key]["chosen"]["cycles"] = 100.00000000000001
        self.assertEqual(len(self.found().estimates), 1)

    def test_a_kernel_that_was_not_taken(self):
        self.after[self.key]["kernels"][0]["cycles"] = 251.0
        self.assertEqual(self.found().others, {"narrow": 1})
        self.assertFalse(self.found().same)

    def test_kernels_that_go_and_come(self):
        self.after[self.key]["kernels"][0]["kernel"] = "new"
        self.assertEqual(self.found().served, [(self.key, ["narrow"], ["new"])])

    def test_a_plan_that_one_dump_lacks(self):
        del self.after[self.key]
        found = self.found()
        self.assertEqual((found.missing, found.plans), ([self.key], 3))
        self.assertFalse(found.same)

    def test_long_lists_are_cut_and_say_so(self):
        for record in self.after.values():
            record["chosen"]["block"] = [3]
        self.assertIn("… and 3 more", difference.summary(self.found(), most=1))


if __name__ == "__main__":
    unittest.main()
