"""How inputs and kernel may lie, and whose arrays they may be."""

import array
import sys
import unittest

import convt
import numpy as np

from arrays import assert_agrees, uniform

W = uniform(3, 3, 7, 6)


class OnlyDlpack:
    """What another library's array looks like: no buffer, no attributes of numpy."""

    def __init__(self, values):
        self._values = values

    def __dlpack__(self, **arguments):
        return self._values.__dlpack__(**arguments)

    def __dlpack_device__(self):
        return self._values.__dlpack_device__()


def layouts():
    """Arrays of shape (2, 4, 5, 6) that lie in many ways, some of them readable in place."""
    yield "dense", uniform(2, 4, 5, 6)
    yield "channels apart", uniform(2, 4, 5, 12)[..., ::2]
    yield "a part of the channels", uniform(2, 4, 5, 9)[..., 2:8]
    yield "pixels apart", uniform(2, 8, 15, 6)[:, ::2, ::3]
    yield "backwards", uniform(2, 4, 5, 6)[:, ::-1]
    yield "channels backwards", uniform(2, 4, 5, 6)[..., ::-1]
    yield "channels first in memory", np.moveaxis(uniform(2, 6, 4, 5), 1, -1)
    yield "rows and columns swapped", uniform(2, 5, 4, 6).swapaxes(1, 2)
    yield "Fortran's order", np.asfortranarray(uniform(2, 4, 5, 6))
    yield "one image twice", np.broadcast_to(uniform(1, 4, 5, 6), (2, 4, 5, 6))
    yield "one row many times", np.broadcast_to(uniform(2, 1, 5, 6), (2, 4, 5, 6))
    yield "windows that overlap", np.lib.stride_tricks.as_strided(uniform(200), (2, 4, 5, 6), (240, 40, 8, 4))
    yield "not aligned", np.frombuffer(b"x" + uniform(2, 4, 5, 6).tobytes(), "float32", offset=1).reshape(2, 4, 5, 6)


class Layouts(unittest.TestCase):
    def test_inputs(self):
        for name, inputs in layouts():
            for dtype in ("float32", "float64"):
                values = inputs if dtype == "float32" else _in_float64(inputs)
                with self.subTest(name, dtype=dtype):
                    self.assertEqual(values.shape, (2, 4, 5, 6))
                    assert_agrees(self, values, W.astype(dtype), 2, "same")

    def test_inputs_in_channels_first(self):
        for name, inputs in layouts():
            with self.subTest(name):
                assert_agrees(self, np.moveaxis(inputs, -1, 1), W, 2, "same", data_format="channels_first")

    def test_axes_of_one_element(self):
        for shape in ((1, 4, 5, 1), (1, 1, 1, 6), (2, 4, 1, 1), (1, 1, 5, 1)):
            inputs = np.repeat(uniform(*shape), 2, -1)[..., ::2]
            with self.subTest(shape):
                assert_agrees(self, inputs, uniform(2, 2, 3, shape[-1]), 2)

    def test_kernels(self):
        kernels = {
            "PyTorch's order": uniform(6, 7, 3, 3).transpose(2, 3, 1, 0),
            "apart": uniform(3, 6, 7, 6)[:, ::2],
            "Fortran's order": np.asfortranarray(W),
            "flipped": W[::-1, ::-1],
        }
        for name, kernel in kernels.items():
            with self.subTest(name):
                assert_agrees(self, uniform(2, 4, 5, 6), kernel, 2)
                plan = convt.Plan((2, 4, 5, 6), kernel.shape, 2)
                x = uniform(2, 4, 5, 6)
                np.testing.assert_array_equal(plan.run(x, plan.pack(kernel)),
                                              plan.run(x, plan.pack(np.ascontiguousarray(kernel))))

    def test_bias_with_gaps(self):
        assert_agrees(self, uniform(2, 4, 5, 6), W, 2, bias=uniform(14)[::2])

    def test_what_lies_well_is_not_copied(self):
        """Where inputs were copied, outputs may go where they lay; where they are read in place, that is refused."""
        base = uniform(2000)
        out = base[: 2 * 9 * 11 * 7].reshape(2, 9, 11, 7)
        channels_apart = base[:480].reshape(2, 4, 5, 12)[..., ::2]
        in_place = {
            "a part of the channels": base[:360].reshape(2, 4, 5, 9)[..., 2:8],
            "pixels apart": base[:1440].reshape(2, 8, 15, 6)[:, ::2, ::3],
            "channels first in memory": np.moveaxis(base[:240].reshape(2, 6, 4, 5), 1, -1),
        }
        wanted = convt.conv_transpose(channels_apart.copy(), W, 2)
        np.testing.assert_array_equal(convt.conv_transpose(channels_apart, W, 2, out=out), wanted)
        for name, inputs in in_place.items():
            with self.subTest(name), self.assertRaisesRegex(ValueError, "out and inputs share memory"):
                convt.conv_transpose(inputs, W, 2, out=out)
        kernel = base[:378].reshape(6, 7, 3, 3).transpose(2, 3, 1, 0)
        with self.assertRaisesRegex(ValueError, "out and kernel share memory"):
            convt.conv_transpose(uniform(2, 4, 5, 6), kernel, 2, out=out)


def _in_float64(inputs):
    """The same values, with strides of as many elements."""
    first, last = np.lib.array_utils.byte_bounds(inputs)
    flat = np.empty((last - first) // 4)
    begin = (inputs.__array_interface__["data"][0] - first) // 4
    view = np.lib.stride_tricks.as_strided(flat[begin:], inputs.shape, [step * 2 for step in inputs.strides])
    view[...] = inputs
    return view


class Sources(unittest.TestCase):
    def setUp(self):
        self.x = uniform(2, 4, 5, 6)
        self.wanted = convt.conv_transpose(self.x, W, 2)

    def agrees(self, inputs, kernel=W, **named):
        np.testing.assert_array_equal(convt.conv_transpose(inputs, kernel, 2, **named), self.wanted)

    def test_read_only(self):
        x, w = self.x.copy(), W.copy()
        x.flags.writeable = w.flags.writeable = False
        self.agrees(x, w)

    def test_dlpack(self):
        self.agrees(OnlyDlpack(self.x), OnlyDlpack(W))
        out = np.zeros_like(self.wanted)
        given = OnlyDlpack(out)
        self.assertIs(convt.conv_transpose(self.x, W, 2, out=given), given)
        np.testing.assert_array_equal(out, self.wanted)

    def test_buffers(self):
        self.agrees(memoryview(self.x), memoryview(W))
        flat = array.array("f", self.x.ravel().tolist())
        self.agrees(memoryview(flat).cast("B").cast("f", self.x.shape))

    def test_subclasses(self):
        self.agrees(self.x.view(type("Subclass", (np.ndarray,), {})))

    def test_arrays_stay_as_they_are(self):
        x, w = self.x.copy(), W.copy()
        convt.conv_transpose(x, w, 2)
        np.testing.assert_array_equal(x, self.x)
        np.testing.assert_array_equal(w, W)

    def test_references_are_given_back(self):
        x, w, bias = self.x.copy(), W.copy(), uniform(7)
        before = [sys.getrefcount(value) for value in (x, w, bias)]
        for _ in range(100):
            convt.conv_transpose(x, w, 2, bias=bias)
        self.assertEqual([sys.getrefcount(value) for value in (x, w, bias)], before)


if __name__ == "__main__":
    unittest.main()
