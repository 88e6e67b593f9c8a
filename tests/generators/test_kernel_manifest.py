"""What generators/kernel_manifest.py makes of a manifest, and what it refuses."""

import json
import pathlib
import subprocess
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
MANIFEST = ROOT / "generators" / "kernels.toml"


class KernelManifest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def expand(self, text, tiers="base"):
        manifest = self.folder / "kernels.toml"
        manifest.write_text(text)
        return subprocess.run([sys.executable, ROOT / "generators" / "kernel_manifest.py", manifest, tiers,
                               self.folder / "out"], capture_output=True, text=True)

    def changed(self, old, new):
        text = MANIFEST.read_text()
        self.assertIn(old, text)
        return text.replace(old, new)

    def rows(self):
        return json.loads((self.folder / "out" / "kernel_catalog.json").read_text())["rows"]

    def refused(self, text, reason, tiers="base"):
        done = self.expand(text, tiers)
        self.assertNotEqual(done.returncode, 0)
        self.assertIn(reason, done.stderr)
        self.assertNotIn("Traceback", done.stderr)
        self.assertFalse((self.folder / "out").exists())

    def test_a_line_of_another_element_type_is_all_that_its_kernels_need(self):
        line = '    {type = "f32", tier = "base", tiles = "32x1 4x8 8x5"},\n'
        double = '    {type = "f64", tier = "base", tiles = "2x7"},\n'
        self.assertEqual(self.expand(self.changed(line, line + double)).returncode, 0)
        names = {row["fields"].get("name"): row for row in self.rows()}
        row = names["convt_2d_nhwc_f64_direct_c2p7_base"]
        self.assertEqual(row["fields"]["dtype"], "float64")
        self.assertEqual(row["symbols"], ["convt_2d_f64_direct_c2p7_base"])
        catalog = json.loads((self.folder / "out" / "kernel_catalog.json").read_text())
        self.assertIn("dtype=float64", catalog["objects"]["convt_2d_f64_direct_c2p7_base"]["arguments"])
        self.assertIn(row["text"], (self.folder / "out" / "region_kernels.inc").read_text())

    def test_tables_hold_the_tiers_that_are_built_and_the_catalogue_all(self):
        self.assertEqual(self.expand(MANIFEST.read_text()).returncode, 0)
        table = (self.folder / "out" / "region_kernels.inc").read_text()
        self.assertIn("Isa::base", table)
        self.assertNotIn("Isa::avx2", table)
        self.assertEqual({row["fields"]["isa"] for row in self.rows()}, {"base", "avx2", "avx512", "neon", "avx512vnni"})

    def test_objects_of_other_tiers_go(self):
        self.assertEqual(self.expand(MANIFEST.read_text(), "base,avx2").returncode, 0)
        left = self.folder / "out" / "convt_f32_activate_avx2.o"
        kept = self.folder / "out" / "convt_f32_activate_base.o"
        for path in (left, kept):
            path.write_text("")
        self.assertEqual(self.expand(MANIFEST.read_text(), "base").returncode, 0)
        self.assertEqual([left.exists(), kept.exists()], [False, True])

    def test_files_that_would_not_change_stay_as_old_as_they_are(self):
        self.assertEqual(self.expand(MANIFEST.read_text()).returncode, 0)
        before = {path: path.stat().st_mtime_ns for path in (self.folder / "out").iterdir()}
        self.assertEqual(self.expand(MANIFEST.read_text()).returncode, 0)
        self.assertEqual(before, {path: path.stat().st_mtime_ns for path in (self.folder / "out").iterdir()})

    def test_what_cannot_be_is_refused(self):
        self.refused(MANIFEST.read_text(), "CONVT_ISAS has 'sse9'; tiers are base, avx2", "sse9")
        self.refused(self.changed('{type = "f32", tier = "base", tiles = "4x8"}',
                                  '{type = "f32", tier = "sse9", tiles = "4x8"}'), "tier is 'sse9'")
        self.refused(self.changed('{type = "f32", tier = "base", tiles = "4x8"}',
                                  '{type = "f99", tier = "base", tiles = "4x8"}'), "type is 'f99'")
        self.refused(self.changed('"32x1 4x8 8x5"', '"32x1 4x8 4x8"'), "convt_1d_nwc_f32_direct_c4p8_base stands there twice")
        self.refused(self.changed('"32x1 4x8 8x5"', '"32x1 4x8 8"'), "tile is '8'; it must be <channel_block>x<tile_pixels>")
        self.refused(self.changed('generator = "tapped_multiply"', ""), "the key 'generator' is missing")
        self.refused(MANIFEST.read_text() + "\n[", "")


if __name__ == "__main__":
    unittest.main(verbosity=2)
