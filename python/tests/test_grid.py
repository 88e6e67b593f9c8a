"""Every combination of arguments, layouts and types against the oracle."""

import itertools
import unittest

from arrays import assert_agrees, uniform

SPATIAL = {1: (7,), 2: (5, 4), 3: (3, 4, 2)}


def shapes(rank, data_format, size):
    inputs = (2, *SPATIAL[rank], 6) if data_format == "channels_last" else (2, 6, *SPATIAL[rank])
    return inputs, (size,) * rank + (5, 6)


def output_paddings(stride):
    yield None
    yield from range(min(stride, 2))


class Grid(unittest.TestCase):
    def test_every_combination(self):
        grid = itertools.product((1, 2, 3), ("channels_last", "channels_first"), (1, 2, 3), (1, 2), ("valid", "same"),
                                 (2, 3), ("float32", "float64"))
        for rank, data_format, stride, dilation, padding, size, dtype in grid:
            inputs, kernel = (uniform(*shape, dtype=dtype) for shape in shapes(rank, data_format, size))
            for extra in output_paddings(stride):
                with self.subTest(rank=rank, format=data_format, stride=stride, dilation=dilation, padding=padding,
                                  size=size, dtype=dtype, output_padding=extra):
                    assert_agrees(self, inputs, kernel, stride, padding, extra, data_format=data_format,
                                  dilation_rate=dilation)

    def test_one_value_for_each_axis(self):
        inputs, kernel = uniform(2, 4, 5, 3), uniform(3, 2, 7, 3)
        assert_agrees(self, inputs, kernel, (2, 3), "same", (1, 2), dilation_rate=[1, 2])
        assert_agrees(self, inputs, kernel, [1, 2], "valid", None, dilation_rate=(2, 1))

    def test_sizes_that_fill_vectors(self):
        for rank, spatial in ((1, (40,)), (2, (17, 19)), (3, (6, 5, 7))):
            for data_format in ("channels_last", "channels_first"):
                shape = (1, *spatial, 32) if data_format == "channels_last" else (1, 32, *spatial)
                with self.subTest(rank=rank, format=data_format):
                    kernel = uniform(*(4,) * rank, 48, 32)
                    assert_agrees(self, uniform(*shape), kernel, 2, "same", data_format=data_format)

    def test_no_elements(self):
        assert_agrees(self, uniform(0, 4, 5, 3), uniform(3, 3, 2, 3), 2)
        assert_agrees(self, uniform(2, 4, 5, 0), uniform(3, 3, 2, 0), 2)

    def test_bias(self):
        for data_format, shape in (("channels_last", (2, 4, 5, 3)), ("channels_first", (2, 3, 4, 5))):
            for dtype in ("float32", "float64"):
                with self.subTest(format=data_format, dtype=dtype):
                    assert_agrees(self, uniform(*shape, dtype=dtype), uniform(3, 3, 7, 3, dtype=dtype), 2,
                                  data_format=data_format, bias=uniform(7, dtype=dtype))


if __name__ == "__main__":
    unittest.main()
