"""Wrong arguments: Keras's kinds of exceptions, and messages that name argument, value and rule."""

import unittest

import convt
import numpy as np

from arrays import uniform

X, W = uniform(2, 4, 5, 3), uniform(3, 3, 7, 3)


def read_only(array):
    array.flags.writeable = False
    return array


VALUES = {
    "strides of 0": (dict(strides=0), r"strides\[0\] is 0; it must be at least 1"),
    "a negative stride": (dict(strides=(2, -1)), r"strides\[1\] is -1"),
    "three strides": (dict(strides=(1, 2, 3)), "strides has 3 values"),
    "no strides": (dict(strides=()), "strides has 0 values"),
    "a stride above 64 bits": (dict(strides=2**70), "strides is 1180591620717411303424"),
    "dilation of 0": (dict(dilation_rate=0), r"dilation_rate\[0\] is 0"),
    "output_padding as large as strides": (
        dict(strides=2, output_padding=2), r"output_padding\[0\] is 2; it must be less"),
    "a negative output_padding": (dict(output_padding=-1), r"output_padding\[0\] is -1"),
    "another padding": (dict(padding="full"), "padding is 'full' .*'valid' or 'same'"),
    "another format": (dict(data_format="NHWC"), "data_format is 'NHWC'"),
    "channels that differ": (
        dict(kernel=uniform(3, 3, 7, 4)), "inputs have 3 channels, the kernel's last dimension is 4"),
    "channels_first": (dict(data_format="channels_first"), "inputs have 4 channels"),
    "two axes": (dict(inputs=uniform(4, 3)), "inputs have 2 dimensions"),
    "six axes": (dict(inputs=uniform(1, 2, 2, 2, 2, 3), kernel=uniform(1, 1, 1, 1, 2, 3)), "inputs have 6 dimensions"),
    "a kernel of another rank": (dict(kernel=uniform(3, 7, 3)), "kernel has 3 dimensions"),
    "an empty kernel": (dict(kernel=uniform(0, 3, 7, 3)), r"kernel.shape\[0\] is 0"),
    "a bias of another size": (dict(bias=uniform(3)), r"bias has shape \(3,\); .* 7 output channels"),
    "a bias of two axes": (dict(bias=uniform(7, 1)), "bias has shape"),
    "an unknown activation": (dict(activation="gelu"), "activation is 'gelu' .*relu6"),
    "an activation without its value": (dict(activation="leaky_relu"), "has 0 values; it takes 1"),
    "limits in the wrong order": (dict(activation=("clamp", 2, 1)), "activation_min is 2"),
    "out of another shape": (
        dict(out=uniform(2, 6, 7, 6)), r"out has shape \(2, 6, 7, 6\); the outputs have shape \(2, 6, 7, 7\)"),
    "out with channels apart": (dict(out=uniform(2, 6, 7, 14)[..., ::2]), "outputs have stride 2 along channels"),
    "out that is read-only": (dict(out=read_only(uniform(2, 6, 7, 7))), "out is read-only"),
    "outputs beyond 2^31": (dict(strides=2**30), "2\\^31|2147483647"),
}

TYPES = {
    "a list": (dict(inputs=[[[1.0]]]), "inputs is of type list"),
    "integers": (dict(inputs=X.astype("int32")), "inputs is of int32; .*converts nothing"),
    "complex numbers": (dict(kernel=W.astype("complex64")), "kernel is of complex64"),
    "float32 and float64": (dict(kernel=W.astype("float64")), "kernel is of float64 and inputs are of float32"),
    "bytes in another order": (dict(inputs=X.astype(">f4")), "inputs is of type ndarray and of >f4"),
    "objects": (dict(inputs=X.astype(object)), "inputs"),
    "a stride that is no integer": (dict(strides=2.0), r"strides is 2.0 \(float\)"),
    "strides of text": (dict(strides="22"), "strides is '2'"),
    "no strides at all": (dict(strides=None), "strides is None"),
    "padding that is no text": (dict(padding=1), "padding is 1 .*string"),
    "a bias of another type": (dict(bias=uniform(7, dtype="float64")), "bias is of float64"),
    "an activation that is no text": (dict(activation=3), "activation is 3"),
    "a slope that is no number": (dict(activation=("leaky_relu", "a")), "'a' .*number"),
    "out of another type": (dict(out=uniform(2, 6, 7, 7, dtype="float64")), "out is of float64"),
    "an unknown argument": (dict(groups=2), ""),
}


class Errors(unittest.TestCase):
    def call(self, changed):
        arguments = dict(inputs=X, kernel=W)
        return convt.conv_transpose(**{**arguments, **changed})

    def test_the_call_itself_is_right(self):
        self.assertEqual(self.call({}).shape, (2, 6, 7, 7))

    def test_values(self):
        for name, (changed, message) in VALUES.items():
            with self.subTest(name), self.assertRaisesRegex(ValueError, message):
                self.call(changed)

    def test_types(self):
        for name, (changed, message) in TYPES.items():
            with self.subTest(name), self.assertRaisesRegex(TypeError, message):
                self.call(changed)

    def test_memory(self):
        with self.assertRaisesRegex(MemoryError, "bytes for outputs"):
            # 2^61 bytes: more than any address space has.
            convt.conv_transpose(np.zeros((2**30, 1, 1, 0), "float32"), uniform(1, 1, 1, 0), (2**15, 2**14))

    def test_nothing_is_written_before_all_is_right(self):
        out = np.full((2, 6, 7, 7), 5, "float32")
        with self.assertRaises(ValueError):
            self.call(dict(out=out, bias=uniform(3)))
        self.assertTrue((out == 5).all())

    def test_a_failed_call_leaves_the_next_alone(self):
        before = self.call({})
        for changed, _ in VALUES.values():
            with self.assertRaises(ValueError):
                self.call(changed)
        np.testing.assert_array_equal(self.call({}), before)


if __name__ == "__main__":
    unittest.main()
