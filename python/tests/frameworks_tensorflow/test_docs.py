"""The Python examples of the pages that need TensorFlow run as they stand."""

import unittest

from doc_examples import run_examples


class Examples(unittest.TestCase):
    def test_run(self):
        run_examples(self, "convt.tensorflow")


if __name__ == "__main__":
    unittest.main()
