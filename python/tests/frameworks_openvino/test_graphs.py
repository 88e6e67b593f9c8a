"""Models as a whole: what is left to OpenVINO, open sizes, requests at the same time, files."""

import pathlib
import tempfile
import unittest
import unittest.mock

import convt.openvino
import numpy as np
import openvino
from openvino import opset13 as ops

from ov_models import CORE, EXACT, check, conv, model_of, random, run

WEIGHTS = random(4, 3, 4, 4)


class Left(unittest.TestCase):
    def test_weights_that_are_an_input(self):
        def make():
            x, w = ops.parameter((1, 4, 5, 6), np.float32), ops.parameter(WEIGHTS.shape, np.float32)
            return conv(x, w, [2, 2]), [x, w]

        check(self, make, [random(1, 4, 5, 6), WEIGHTS], ("left to OpenVINO: its weights are no constant",))

    def test_other_types(self):
        x = ops.parameter((1, 4, 5, 6), np.float16)
        model = model_of(conv(x, WEIGHTS.astype(np.float16), [2, 2]), x)
        ((_, fate),) = convt.openvino.replace(model)
        self.assertEqual(fate, "left to OpenVINO: it is not of float32")
        run(model, [random(1, 4, 5, 6).astype(np.float16)])

    def test_output_shape_of_open_sizes(self):
        def make():
            x = ops.parameter((1, 4, -1, 6), np.float32)
            return conv(x, WEIGHTS, [2, 2], output_shape=(10, 12), auto_pad="same_upper"), [x]

        check(self, make, [random(1, 4, 5, 6)],
              ("left to OpenVINO: it has an output_shape and inputs of open sizes",))


    def test_what_the_estimate_leaves(self):
        """Few products beside convolutions, also behind an activation."""
        def fate(channels, kernel, before, after):
            x = y = ops.parameter((1, channels, 8, 8), np.float32)
            plain = ops.constant(random(channels, channels, 1, 1))
            if before:
                y = ops.convolution(y, plain, [1, 1], [0, 0], [0, 0], [1, 1])
            y = ops.relu(conv(ops.relu(y), random(channels, channels, kernel, kernel), [2, 2]))
            if after:
                y = ops.convolution(y, plain, [1, 1], [0, 0], [0, 0], [1, 1])
            return convt.openvino.replace(model_of(y, x))[0][1]

        for sides in ((True, True), (True, False), (False, True)):
            self.assertEqual(fate(32, 2, *sides), "left to OpenVINO, which is faster")
            self.assertEqual(fate(128, 4, *sides), "convt, with relu")
        self.assertEqual(fate(32, 2, False, False), "convt, with relu")


class Constants(unittest.TestCase):
    def test_converted_and_reshaped(self):
        half = WEIGHTS.astype(np.float16)

        def make():
            x = ops.parameter((1, 8, 5, 6), np.float32)
            weights = ops.convert(ops.constant(np.concatenate([half, half])), np.float32)
            shape = ops.constant(np.int64([2, 4, 3, 4, 4]))
            return conv(x, ops.reshape(weights, shape, False), [2, 2], groups=True), [x]

        check(self, make, [random(1, 8, 5, 6)])


class Sizes(unittest.TestCase):
    def test_open(self):
        """One compiled model, whose plans are kept by shape."""
        x = ops.parameter((-1, 4, -1, -1), np.float32)
        alone = CORE.compile_model(model_of(conv(x, WEIGHTS, [2, 2]), x), "CPU", EXACT)
        x = ops.parameter((-1, 4, -1, -1), np.float32)
        model = model_of(ops.relu(conv(x, WEIGHTS, [2, 2])), x)
        self.assertEqual(convt.openvino.replace(model, estimate=False)[0][1], "convt, with relu")
        compiled, before = CORE.compile_model(model, "CPU", EXACT), convt.openvino.runs()
        shapes = [(1, 4, 5, 6), (2, 4, 5, 6), (1, 4, 9, 3), (1, 4, 1, 1), (1, 4, 5, 6)]
        for shape in shapes:
            with self.subTest(shape=shape):
                inputs = random(*shape)
                wanted = np.maximum(alone([inputs])[0], 0)
                np.testing.assert_allclose(compiled([inputs])[0], wanted, rtol=1e-5, atol=1e-4)
        self.assertEqual(convt.openvino.runs() - before, len(shapes))


class Requests(unittest.TestCase):
    def test_at_the_same_time(self):
        x = ops.parameter((1, 4, 40, 40), np.float32)
        model = model_of(conv(x, WEIGHTS, [2, 2]), x)
        inputs = [random(1, 4, 40, 40) for _ in range(24)]
        wanted = [run(model, [one]) for one in inputs]
        convt.openvino.replace(model, estimate=False)
        compiled = CORE.compile_model(model, "CPU", EXACT | {"NUM_STREAMS": 2, "INFERENCE_NUM_THREADS": 2})
        results, before = {}, convt.openvino.runs()
        queue = openvino.AsyncInferQueue(compiled, 4)
        queue.set_callback(lambda request, index: results.update({index: request.get_output_tensor().data.copy()}))
        for index, one in enumerate(inputs):
            queue.start_async([one], index)
        queue.wait_all()
        for index, one in enumerate(wanted):
            np.testing.assert_allclose(results[index], one, rtol=1e-5, atol=1e-4)
        self.assertEqual(convt.openvino.runs() - before, len(inputs))


class Files(unittest.TestCase):
    def test_saved_and_read(self):
        x = ops.parameter((1, 4, 5, 6), np.float32)
        model = model_of(ops.clamp(conv(x, WEIGHTS, [2, 2]), -0.5, 0.5), x)
        inputs = [random(1, 4, 5, 6)]
        wanted = run(model, inputs)
        convt.openvino.replace(model, estimate=False)
        with tempfile.TemporaryDirectory() as folder:
            file = str(pathlib.Path(folder) / "model.xml")
            openvino.save_model(model, file, compress_to_fp16=False)
            core = openvino.Core()
            core.add_extension(convt.openvino.extension_path())
            before = convt.openvino.runs()
            got = core.compile_model(core.read_model(file), "CPU", EXACT)(inputs)[0]
        self.assertEqual(convt.openvino.runs() - before, 1)
        np.testing.assert_allclose(got, wanted, rtol=1e-5, atol=1e-4)

    def test_extension_that_is_missing_or_no_library(self):
        with tempfile.TemporaryDirectory() as folder:
            library = pathlib.Path(folder) / "libconvt_openvino.so"
            with unittest.mock.patch("convt.openvino.LIBRARY", str(library)):
                with self.assertRaisesRegex(RuntimeError, "has not been built"):
                    convt.openvino.extension_path()
                library.write_text("no library")
                with self.assertRaisesRegex(RuntimeError, "built for one release of OpenVINO"):
                    convt.openvino._factory.__wrapped__()

    def test_names_stay(self):
        x = ops.parameter((1, 4, 5, 6), np.float32)
        last = ops.relu(conv(x, WEIGHTS, [2, 2]))
        last.set_friendly_name("last")
        last.output(0).set_names({"answer"})
        model = model_of(last, x)
        convt.openvino.replace(model, estimate=False)
        self.assertEqual(model.output("answer").get_names(), {"answer"})
        self.assertIn("last", [node.get_friendly_name() for node in model.get_ops()])
        run(model, [random(1, 4, 5, 6)])


class Weights(unittest.TestCase):
    def test_that_come_with_each_run(self):
        """The operator as a model may state it; replace() makes constants."""
        x, w = ops.parameter((1, 4, 5, 6), np.float32), ops.parameter(WEIGHTS.shape, np.float32)
        attributes = dict(strides=[2, 2], dilations=[1, 1], pads_begin=[0, 0], pads_end=[0, 0], output_padding=[0, 0],
                          groups=1, activation="none", alpha=0.0, min=0.0, max=0.0)
        made = convt.openvino._factory().create("ConvtConvTranspose", [x.output(0), w.output(0)], attributes)
        compiled = CORE.compile_model(model_of(made, x, w), "CPU", EXACT)
        for _ in range(3):
            inputs, weights = random(1, 4, 5, 6), random(*WEIGHTS.shape)
            wanted = run(model_of(conv(x, weights, [2, 2]), x), [inputs])
            np.testing.assert_allclose(compiled([inputs, weights])[0], wanted, rtol=1e-5, atol=1e-4)

    def test_that_do_not_fit(self):
        x = ops.parameter((1, 5, 5, 6), np.float32)
        attributes = dict(strides=[2, 2], dilations=[1, 1], pads_begin=[0, 0], pads_end=[0, 0], output_padding=[0, 0],
                          groups=1, activation="none", alpha=0.0, min=0.0, max=0.0)
        arguments = [x.output(0), ops.constant(WEIGHTS).output(0)]
        with self.assertRaisesRegex(RuntimeError, "weights have 4 input channels, inputs 5"):
            convt.openvino._factory().create("ConvtConvTranspose", arguments, attributes)


if __name__ == "__main__":
    unittest.main()
