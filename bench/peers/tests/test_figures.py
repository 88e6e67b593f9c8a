"""The report's arithmetic, on results small enough to check by hand."""
import csv
import pathlib
import sys
import unittest

HERE = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(HERE))

import report  # noqa: E402
from driver.layers import read_layers  # noqa: E402
from figures import goals, kept, tables  # noqa: E402
from figures.results_view import ResultsView, geometric_mean  # noqa: E402


def layer(macs, channels=64, kernel=(4, 4), strides=(2, 2)):
    rank = len(kernel)
    return {"rank": rank, "batch": 1, "groups": 1, "in_channels": channels, "out_channels": channels,
            "in_spatial": [8] * rank, "out_spatial": [16] * rank, "kernel": list(kernel), "strides": list(strides),
            "dilation_rate": [1] * rank, "macs": macs}


def run(name, threads, **ms):
    def figures(contestant, value):
        facts = {"kernel": "direct", "workspace_bytes": 2**20} if contestant.startswith("convt") else {}
        return {"ms_min": value, "ms_median": value * 1.1, "rounds": 2, "calls": 2, **facts}

    contestants = {contestant: figures(contestant, value) for contestant, value in ms.items()}
    return {"layer": name, "threads": threads, "contestants": contestants, "refused": {}}


def results():
    data = {
        "date": "2026-01-01", "machine": {"cpu": "a CPU", "cpus": 2, "avx512": False}, "unavailable": {},
        "versions": {"onednn": "3"},
        "peaks": [{"threads": 1, "gflops": 100.0, "read": 10.0, "copy": 12.0},
                  {"threads": 1, "gflops": 102.0, "read": 10.0, "copy": 12.0},
                  {"threads": 2, "gflops": 200.0, "read": 20.0, "copy": 24.0}],
        "layers": {"wide": layer(16_777_216), "thin": layer(2_000_000, channels=1, kernel=(2, 2))},
        "runs": [
            run("wide", 1, convt_last=0.25, convt_first=0.5, convt_direct=0.5, onednn_any=0.6, onednn_last=0.5,
                tensorflow=4.0, tensorflow_onednn=2.0),
            run("thin", 1, convt_last=2.0, convt_first=2.0, convt_direct=2.0, onednn_any=1.0, onednn_last=1.5,
                tensorflow=4.0),
            run("wide", 2, convt_last=0.125, convt_first=0.25, convt_direct=0.25, onednn_any=0.25),
        ],
    }
    data["runs"][0]["contestants"]["convt_last"]["kernel"] = "winograd"
    return data


class FiguresTest(unittest.TestCase):
    def setUp(self):
        self.view = ResultsView(results())
        self.wide, self.thin = self.view.at(1)

    def goal(self, words, threads=1):
        return next(goal for goal in goals.GOALS if words in goal.what).measure(self.view, threads)

    def test_fastest_peer_is_taken_over_all_layouts(self):
        self.assertEqual(self.wide.peer(), ("onednn_last", 0.5))
        self.assertEqual(self.wide.peer("tensorflow"), ("tensorflow_onednn", 2.0))
        self.assertAlmostEqual(self.wide.ratio(), 2.0)

    def test_means_are_geometric(self):
        self.assertAlmostEqual(geometric_mean([2, 8]), 4)
        self.assertIsNone(geometric_mean([]))
        self.assertAlmostEqual(self.goal("fastest peer, default")[0], (2.0 * 0.5) ** 0.5)
        self.assertAlmostEqual(self.goal("against TensorFlow")[0], 4.0)

    def test_slower_layers_are_counted_and_listed(self):
        self.assertEqual(self.goal("slowest layer"), (0.5, 1))
        self.assertEqual([row.id for row in goals.below(self.view, 1)], ["thin"])

    def test_roofline_divides_the_layers(self):
        self.assertEqual(self.wide.bytes(), 4 * (64 * 64 + 256 * 64 + 64 * 64 * 16))
        self.assertFalse(self.view.is_memory_bound(self.wide))
        share, count = self.goal("compute-bound")
        self.assertEqual(count, 1)
        self.assertAlmostEqual(share, 2 * 16.777216 / 0.5 / 101.0, places=6)

    def test_fast_algorithms_are_compared_with_direct(self):
        self.assertEqual(self.goal("fast algorithm is chosen"), (0.0, 1))
        self.assertEqual(self.goal("same layers against direct"), (2.0, 1))

    def test_threads_compare_equal_layers(self):
        self.assertEqual(self.goal("against 1 thread", 2), (2.0, 1))
        self.assertIsNone(self.goal("against 1 thread", 1)[0])

    def test_median_is_another_view(self):
        self.assertAlmostEqual(ResultsView(results(), "median").at(1)[0].ms["convt_last"], 0.275)

    def test_tables_have_a_line_for_every_layer(self):
        text = "\n".join(tables.per_layer(self.view, 1))
        self.assertIn("| wide | 16.8 | 134 |", text)
        self.assertIn("| thin |", text)
        measured = [goal for goal in goals.GOALS if any(goal.measure(self.view, n)[0] is not None for n in (1, 2))]
        self.assertEqual(len(list(tables.summary(self.view))), 2 + len(measured))

    def test_goals_without_a_figure_have_no_line(self):
        self.assertNotIn("tuned", "\n".join(tables.summary(self.view)))

    def test_goals_have_a_column_each_where_runs_are_compared(self):
        shorts = [goal.short for goal in goals.GOALS if goal.short]
        self.assertEqual(len(shorts), len(set(shorts)))
        with open(kept.RESULTS / "summaries.csv", encoding="utf-8") as file:
            self.assertLessEqual(set(shorts), set(next(csv.reader(file))))


class KeptTest(unittest.TestCase):
    """What is kept of a run says the same as the run."""

    def setUp(self):
        data = results()
        layers = {layer.id: layer for layer in read_layers(kept.ROOT / kept.LAYERS)}
        for run_, id_ in zip(data["runs"], ("dcgan_l2", "dcgan_l4", "dcgan_l2")):
            run_["layer"] = id_
            data["layers"][id_] = kept.layer_fields(layers[id_])
        data["runs"][1]["refused"] = {"tensorflow": "no reason"}
        data["machine"] |= {"name": "a machine", "signature": "Vendor-1-2"}
        self.run = ResultsView({**data, "list": kept.LAYERS})

    def test_a_kept_run_gives_the_same_tables(self):
        facts = kept.timings_of(self.run, "abc")
        again = ResultsView(kept.results_of(kept.timings.parse(kept.timings.render(facts))))
        for make in (tables.summary, tables.slower, tables.libraries, tables.left_out):
            self.assertEqual(list(make(again)), list(make(self.run)), make.__name__)
        for threads in (1, 2):
            self.assertEqual(list(tables.per_layer(again, threads)), list(tables.per_layer(self.run, threads)))

    def test_lists_outside_of_the_repository_are_refused(self):
        self.run.data["list"] = "/somewhere/else.csv"
        with self.assertRaisesRegex(kept.timings.TimingsError, "/somewhere/else.csv is no file of the repository"):
            kept.timings_of(self.run, "abc")

    def test_another_run_of_a_day_gets_a_name_of_its_own(self):
        facts = {"list": kept.LAYERS, "machine": {"name": "Zen 4"}, "date": "2026-11-25"}
        self.assertEqual(kept.free_name(facts).name, "zen4-2026-11-25-peers-3.csv")
        facts |= {"list": "bench/layers/others.csv"}
        self.assertEqual(kept.free_name(facts).name, "zen4-2026-11-25-others.csv")

    def test_runs_with_weights_as_an_argument_are_kept_apart(self):
        facts = {"list": kept.LAYERS, "date": "2026-11-30", "machine": {"name": "Nowhere"}, "weights": "argument"}
        self.assertEqual(kept.free_name(facts).name, "nowhere-2026-11-30-arguments.csv")
        view = ResultsView({**results(), "weights": "argument"})
        self.assertIs(goals.goals_of(view), goals.ARGUMENT_GOALS)
        self.assertIs(goals.goals_of(ResultsView(results())), goals.GOALS)
        self.assertIn(", 1.00 and 2.00 times as the fastest library", tables.argument_line(view))

    def test_medians_that_were_not_kept_have_no_line(self):
        kept_run = kept.timings_of(self.run, "abc")
        for row in kept_run.rows:
            del row["ms_median"]
        self.assertEqual(list(tables.from_medians(ResultsView(kept.results_of(kept_run), "median"))), [])


class PagesTest(unittest.TestCase):
    def test_documents_are_what_the_kept_run_gives(self):
        for path, text in [*report.pages(report.shown_run()).items(),
                           *report.argument_pages(report.shown_run("arguments")).items()]:
            self.assertEqual(path.read_text(encoding="utf-8"), text, f"{path}: run bench/peers/report.py")


if __name__ == "__main__":
    unittest.main()
