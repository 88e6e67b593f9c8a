"""The Python examples of the pages that need nothing but JAX run as they stand."""

import unittest

from doc_examples import run_examples


class Examples(unittest.TestCase):
    def test_run(self):
        run_examples(self)


if __name__ == "__main__":
    unittest.main()
