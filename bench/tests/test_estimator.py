"""convt_cost_estimator, which ctest names in CONVT_ESTIMATOR, on a few layers of the published list."""

import os
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from common.layers import PUBLISHED, read_layers  # noqa: E402
from common.worker import Worker, WorkerError  # noqa: E402
from cost_model import cost_table  # noqa: E402

PROGRAM = os.environ.get("CONVT_ESTIMATOR")
TWICE = 2.0


@unittest.skipUnless(PROGRAM, "CONVT_ESTIMATOR names no program")
class EstimatorTest(unittest.TestCase):
    def setUp(self):
        self.worker = Worker(PROGRAM)
        self.addCleanup(self.worker.close)
        self.isa = self.worker.ask("hello")["signature"]["isa"]
        self.core = self.worker.ask("core", isa=self.isa)
        self.column = cost_table.parse(cost_table.find().read_text(encoding="utf-8"))[self.core["core"]]
        self.cases, self.expected = [], []
        for layer in read_layers(PUBLISHED)[:24]:
            for layout in ("channels_last", "channels_first"):
                request = {"desc": layer.problem(layout), "threads": 1, "isa": self.isa}
                kernels = self.worker.ask("kernels", **request)["kernels"]
                self.cases.append({**request, "candidates": [{"kernel": kernel["kernel"]} for kernel in kernels]})
                self.expected.append([kernel["cycles"] for kernel in kernels])
        self.worker.ask("load", cases=self.cases)

    def set_costs(self, column):
        self.worker.ask("costs", isa=self.isa, values=list(column.values()), l2_bytes=self.core["l2_bytes"])

    def estimates(self):
        return self.worker.ask("estimates")["cycles"]

    def test_a_kernel_has_the_estimate_that_it_was_planned_with(self):
        self.assertEqual(self.estimates(), self.expected)

    def test_the_table_of_the_sources_is_the_library_s(self):
        self.set_costs(self.column)
        self.assertEqual(self.estimates(), self.expected)

    def test_costs_change_the_estimates_of_their_tier_alone(self):
        self.set_costs({**self.column, "fmas": self.column["fmas"] / TWICE, "loads": self.column["loads"] / TWICE})
        changed = set()
        for case, before, after in zip(self.cases, self.expected, self.estimates()):
            changed |= {kernel["kernel"].rpartition("_")[2] for kernel, old, new in zip(case["candidates"], before, after)
                        if old != new}
        self.assertEqual(changed, {self.isa})

    def test_what_is_wrong_with_a_request_is_said(self):
        with self.assertRaisesRegex(WorkerError, "'avx1024'"):
            self.worker.ask("core", isa="avx1024")
        with self.assertRaisesRegex(WorkerError, "no request"):
            self.worker.ask("guess")


if __name__ == "__main__":
    unittest.main()
