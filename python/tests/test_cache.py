"""The plans that conv_transpose keeps: found again, bounded, and never another call's."""

import resource
import unittest

import convt
import numpy as np

from arrays import assert_agrees, uniform


class Cache(unittest.TestCase):
    def setUp(self):
        convt.clear_cache()

    def test_finds_the_plan_of_an_equal_call(self):
        x, w = uniform(1, 5, 6, 4), uniform(3, 3, 2, 4)
        before = convt.cache_info()
        for _ in range(5):
            convt.conv_transpose(x.copy(), w.copy(), 2)
        after = convt.cache_info()
        self.assertEqual(after["plans"], 1)
        self.assertEqual(after["misses"] - before["misses"], 1)
        self.assertEqual(after["hits"] - before["hits"], 4)

    def test_calls_that_differ_have_plans_of_their_own(self):
        w = uniform(3, 3, 4, 4)
        calls = [dict(), dict(strides=2), dict(strides=(2, 1)), dict(padding="same"), dict(dilation_rate=2),
                 dict(strides=2, output_padding=0), dict(strides=2, output_padding=1),
                 dict(strides=2, padding="same", output_padding=1)]
        for inputs in (uniform(1, 4, 4, 4), uniform(1, 4, 4, 8)[..., :4], uniform(2, 4, 4, 4), uniform(1, 4, 5, 4)):
            for data_format in ("channels_last", "channels_first"):
                x = inputs if data_format == "channels_last" else np.moveaxis(inputs, -1, 1)
                for call in calls:
                    for _ in range(2):
                        assert_agrees(self, x, w, data_format=data_format, **call)
        # With strides of 1 and valid, no output_padding, and with strides of 2 and valid, 0 are different keys as well.
        self.assertEqual(convt.cache_info()["plans"], 4 * 2 * len(calls))

    def test_activations_are_a_part_of_the_call(self):
        x, w = uniform(1, 5, 6, 4), uniform(3, 3, 2, 4)
        plain = convt.conv_transpose(x, w)
        for slope in (0.1, 0.7):
            got = convt.conv_transpose(x, w, activation=("leaky_relu", slope))
            np.testing.assert_allclose(got, np.where(plain < 0, plain * slope, plain), rtol=1e-6)

    def test_is_bounded(self):
        most = convt.cache_info()["most_plans"]
        w = uniform(2, 1, 1)
        for length in range(1, most + 50):
            convt.conv_transpose(uniform(1, length, 1), w, 1)
        self.assertEqual(convt.cache_info()["plans"], most)
        hits = convt.cache_info()["hits"]
        convt.conv_transpose(uniform(1, most + 49, 1), w, 1)
        self.assertEqual(convt.cache_info()["hits"], hits + 1)
        convt.conv_transpose(uniform(1, 1, 1), w, 1)
        self.assertEqual(convt.cache_info()["hits"], hits + 1)

    def test_failed_calls_are_not_kept(self):
        for _ in range(3):
            with self.assertRaises(ValueError):
                convt.conv_transpose(uniform(1, 5, 6, 4), uniform(3, 3, 2, 5))
        self.assertEqual(convt.cache_info()["plans"], 0)

    def test_memory_does_not_grow(self):
        """Packed weights of 4 MiB, and outputs of 2, come and go."""
        w = uniform(4, 4, 256, 256)

        def calls(count):
            for i in range(count):
                convt.conv_transpose(uniform(1, 8 + i % 8, 8, 256), w, 2, "same")
            return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

        first = calls(16)
        self.assertLess(calls(80) - first, 20 * 1024)


if __name__ == "__main__":
    unittest.main()
