"""convt's ConvTranspose against ONNX Runtime's own, over its attributes."""

import unittest

import numpy as np

from onnx_models import integers, model_of, outputs_of

CASES = 400


def pads_or_sizes(rng, natural, padding, strides):
    """Attributes that say what is cut off, in each way that ONNX has."""
    way = rng.choice(["none", "pads", "VALID", "SAME_UPPER", "SAME_LOWER", "smaller", "larger"])
    if way == "none":
        return {}
    if way == "pads":
        begins = [int(rng.integers(0, size)) for size in natural]
        ends = [int(rng.integers(0, size - begin)) for size, begin in zip(natural, begins, strict=True)]
        return {"pads": [*begins, *ends]}
    if way in ("VALID", "SAME_UPPER", "SAME_LOWER"):
        return {"auto_pad": str(way)}
    if way == "smaller":
        sizes = [max(1, size - int(rng.integers(0, 3))) for size in natural]
    else:
        sizes = [n - p + int(rng.integers(0, s)) for n, p, s in zip(natural, padding, strides, strict=True)]
    return {"output_shape": sizes, "auto_pad": str(rng.choice(["NOTSET", "SAME_UPPER", "SAME_LOWER"]))}


def random_case(number):
    """(inputs, weights, bias or None, attributes)"""
    rng = np.random.default_rng(number)
    rank = 1 + number % 3
    group = int(rng.choice([1, 1, 2, 3]))
    in_channels, out_channels = group * int(rng.integers(1, 5)), group * int(rng.integers(1, 4))
    inputs, kernel, strides, dilations = (rng.integers(low, high, rank).tolist()
                                          for low, high in ((1, 7), (1, 5), (1, 4), (1, 3)))
    padding = [int(rng.integers(0, stride)) for stride in strides] if rng.random() < 0.4 else [0] * rank
    natural = [(i - 1) * s + (k - 1) * d + 1 + p
               for i, k, s, d, p in zip(inputs, kernel, strides, dilations, padding, strict=True)]
    batch = int(rng.integers(1, 4))
    attributes = pads_or_sizes(rng, natural, padding, strides)
    optional = {"strides": strides, "dilations": dilations, "output_padding": padding}
    defaults = {"strides": 1, "dilations": 1, "output_padding": 0}
    attributes |= {name: values for name, values in optional.items()
                   if rng.random() < 0.5 or any(value != defaults[name] for value in values)}
    if group > 1 or rng.random() < 0.5:
        attributes["group"] = group
    if rng.random() < 0.5:
        attributes["kernel_shape"] = kernel
    return (integers(number, batch, in_channels, *inputs),
            integers(number + 1, in_channels, out_channels // group, *kernel),
            integers(number + 2, out_channels) if rng.random() < 0.5 else None, attributes)


class Grid(unittest.TestCase):
    def test_outputs_are_those_of_the_built_in_kernel(self):
        for number in range(CASES):
            x, w, b, attributes = random_case(number)
            is_constant, is_open = number % 4 < 2, number % 2 == 0
            model = model_of(w, b, None if is_open else x.shape, is_constant, **attributes)
            feeds = {"x": x} if is_constant else {"x": x, "w": w} | ({} if b is None else {"b": b})
            with self.subTest(number, x=x.shape, w=w.shape, b=b is not None, **attributes):
                wanted = outputs_of(model, **feeds)
                got = outputs_of(model, override=True, **feeds)
                self.assertEqual(got.shape, wanted.shape)
                np.testing.assert_allclose(got, wanted, atol=1e-3)

    def test_large_layers(self):
        """Channels and sizes for which fast algorithms and several threads are used."""
        for shape, kernel, attributes in (((1, 64, 24, 20), (64, 48, 4, 4), {"strides": [2, 2], "pads": [1] * 4}),
                                          ((2, 96, 40), (96, 64, 16), {"strides": [8], "pads": [4, 4]}),
                                          ((1, 32, 8, 8, 8), (32, 16, 2, 2, 2), {"strides": [2] * 3}),
                                          ((1, 64, 30, 30), (64, 1, 3, 3), {"strides": [2, 2], "group": 64})):
            x, w = integers(1, *shape), integers(2, *kernel)
            for is_constant in (True, False):
                model = model_of(w, constant=is_constant, **attributes)
                feeds = {"x": x} if is_constant else {"x": x, "w": w}
                wanted = outputs_of(model, **feeds)
                for threads in (1, 2, 3):
                    with self.subTest(shape=shape, constant=is_constant, threads=threads):
                        got = outputs_of(model, override=True, threads=threads, **feeds)
                        np.testing.assert_allclose(got, wanted, atol=0.02)


if __name__ == "__main__":
    unittest.main()
