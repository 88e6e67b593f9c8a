"""Files of measurements: what is written is read back, and every broken rule is named with its line."""
import pathlib
import sys
import tempfile
import unittest

BENCH = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(BENCH))

import timings  # noqa: E402

GOOD = """\
# format: 1
# what: "peers"
# date: "2026-01-01"
# commit: "abc"
# machine: {"name": "a", "model": "a CPU", "cpu": "Vendor-1-2", "isa": "avx2", "cpus": 2}
threads,layer,contestant,kernel,ms,ms_median,unknown
1,wide,convt_last,direct,0.25,,kept
2,wide,onednn_any,,0.5,0.75,
"""


class TimingsTest(unittest.TestCase):
    def test_empty_fields_are_left_out_and_numbers_are_numbers(self):
        read = timings.parse(GOOD)
        self.assertEqual(read.facts["machine"]["cpus"], 2)
        self.assertEqual(read.rows[0], {"threads": 1, "layer": "wide", "contestant": "convt_last", "kernel": "direct",
                                        "ms": 0.25, "unknown": "kept"})
        self.assertEqual(read.rows[1], {"threads": 2, "layer": "wide", "contestant": "onednn_any", "ms": 0.5,
                                        "ms_median": 0.75})

    def test_what_is_written_is_read_back(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "new" / "file.csv"
            timings.write(path, timings.parse(GOOD))
            self.assertEqual(timings.read(path), timings.parse(GOOD))
            self.assertEqual([entry.name for entry in path.parent.iterdir()], ["file.csv"])

    def test_a_wrong_file_is_named_with_its_line(self):
        for change, message in (
            (('"peers"', "peers"), "f.csv:2: .*no JSON value"),
            (('"peers"', '"others"'), "what is 'others'; known are peers"),
            (("format: 1", "format: 2"), "format is 2; this program reads 1"),
            (("# commit", "# comit"), "key commit is missing"),
            (('"isa"', '"ISA"'), "machine has no isa"),
            ((",ms,", ",time,"), "f.csv:6: the column ms is missing"),
            (("1,wide", "one,wide"), "f.csv:7: threads is 'one'; it must be a number"),
            (("0.25", "0"), "f.csv:7: ms is 0.0; it must be above 0"),
            (("0.25", "nan"), "f.csv:7: ms is nan"),
            (("0.75", "-1"), "f.csv:8: ms_median is -1.0"),
            (("2,wide", "2,"), "f.csv:8: neither layer nor problem"),
            ((",0.75,", ",0.75,,,"), "f.csv:8: more fields than columns"),
        ):
            with self.subTest(message), self.assertRaisesRegex(timings.TimingsError, message):
                timings.parse(GOOD.replace(*change), "f.csv")

    def test_nothing_is_written_that_could_not_be_read(self):
        wrong = timings.parse(GOOD)
        wrong.rows[0]["ms"] = 0.0
        with tempfile.TemporaryDirectory() as folder:
            with self.assertRaises(timings.TimingsError):
                timings.write(pathlib.Path(folder) / "file.csv", wrong)
            self.assertEqual(list(pathlib.Path(folder).iterdir()), [])

    def test_every_kept_file_is_whole(self):
        kept = list((BENCH / "results").glob("*-*.csv"))
        self.assertTrue(kept)
        for path in kept:
            with self.subTest(path.name):
                self.assertTrue(timings.read(path).rows)


if __name__ == "__main__":
    unittest.main()
