"""The Python examples of the pages that need PyTorch run as they stand."""

import unittest

from doc_examples import run_examples


class Examples(unittest.TestCase):
    def test_run(self):
        self.assertEqual(run_examples(self, "convt.torch"), 2)


if __name__ == "__main__":
    unittest.main()
