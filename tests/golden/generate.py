"""Makes keras.json and keras.bin: what keras.ops.conv_transpose answers on the JAX backend.

    python3 -m venv .venv-golden
    .venv-golden/bin/pip install -r tests/golden/requirements.txt
    .venv-golden/bin/python tests/golden/generate.py

Inputs and kernels are small integers from the recurrence in `integers`, so every sum is exact in float32
and the C++ test may ask for equality. It repeats the recurrence; only the outputs are stored, as int16.
"""

import json
import os
import pathlib

os.environ["KERAS_BACKEND"] = "jax"
os.environ["JAX_PLATFORMS"] = "cpu"

import keras  # noqa: E402  (the backend has to be named first)
import numpy as np  # noqa: E402

import cases  # noqa: E402

HERE = pathlib.Path(__file__).parent


def integers(seed, count):
    """`count` integers in [-4, 4]: the recurrence that golden_cases.cpp repeats."""
    state, values = seed, []
    for _ in range(count):
        state = (state * 1664525 + 1013904223) % 2**32
        values.append((state >> 16) % 9 - 4)
    return values


def ask_keras(case, seed):
    """The outputs, as float32."""
    sizes = [int(np.prod(case[name])) for name in ("inputs", "kernel")]
    values = integers(seed, sum(sizes))
    x = np.array(values[:sizes[0]], np.float32).reshape(case["inputs"])
    w = np.array(values[sizes[0]:], np.float32).reshape(case["kernel"])
    outputs = keras.ops.conv_transpose(x, w, strides=case["strides"], padding=case["padding"],
                                       output_padding=case["output_padding"],
                                       data_format=case["data_format"], dilation_rate=case["dilation_rate"])
    return np.asarray(outputs)


def unique(generated):
    """Drops repeated cases: several of Keras's tests ask the same."""
    seen = set()
    for case in generated:
        key = json.dumps({**case, "group": ""}, sort_keys=True)
        if key not in seen:
            seen.add(key)
            yield case


def main():
    assert keras.backend.backend() == "jax"
    stored, lines = [], []
    offset = 0
    for seed, case in enumerate(unique(cases.all_cases()), start=1):
        outputs = ask_keras(case, seed)
        as_int16 = outputs.astype("<i2")
        assert np.array_equal(as_int16, outputs), "an output does not fit int16"
        shape_only = case.pop("shape_only")
        lines.append({"seed": seed, **case, "outputs": list(outputs.shape),
                      "offset": None if shape_only else offset})
        if not shape_only:
            stored.append(as_int16.ravel())
            offset += as_int16.size
    np.concatenate(stored).tofile(HERE / "keras.bin")
    body = ",\n".join(json.dumps(line, separators=(",", ":")) for line in lines)
    (HERE / "keras.json").write_text(f'{{"keras":"{keras.__version__}","cases":[\n{body}\n]}}\n')
    print(f"{len(lines)} cases, {offset} outputs")


if __name__ == "__main__":
    main()
