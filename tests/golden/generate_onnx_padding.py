"""Makes onnx_padding.json: what ONNX Runtime computes for every way to state the padding of a ConvTranspose.

Set up as generate.py says, with onnxruntime as well, then:
.venv-golden/bin/python tests/golden/generate_onnx_padding.py
Each case has one dimension; inputs are 1, 2, … and so are the weights.
"""

import itertools
import json
import pathlib

import numpy as np
import onnxruntime
from onnx import TensorProto, helper, numpy_helper

HERE = pathlib.Path(__file__).parent


def outputs(case):
    """The outputs, or nothing when ONNX Runtime refuses the case."""
    kernel = np.arange(1, 1 + case["k"], dtype=np.float32).reshape(1, 1, -1)
    inputs = np.arange(1, 1 + case["I"], dtype=np.float32).reshape(1, 1, -1)
    attributes = {"strides": [case["s"]], "dilations": [case["d"]], "auto_pad": case["auto_pad"],
                  "output_padding": [case["q"]]}
    if case["auto_pad"] == "NOTSET":
        attributes["pads"] = [case["begin"], case["end"]]
    if case["O"]:
        attributes["output_shape"] = [case["O"]]
    node = helper.make_node("ConvTranspose", ["x", "w"], ["y"], **attributes)
    graph = helper.make_graph([node], "g", [helper.make_tensor_value_info("x", TensorProto.FLOAT, inputs.shape)],
                              [helper.make_tensor_value_info("y", TensorProto.FLOAT, None)],
                              [numpy_helper.from_array(kernel, "w")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 22)])
    model.ir_version = 10
    try:
        session = onnxruntime.InferenceSession(model.SerializeToString())
        return session.run(None, {"x": inputs})[0].ravel().tolist()
    except Exception:  # noqa: BLE001, its own kinds of exceptions
        return None


def all_cases():
    sizes = itertools.product((1, 3, 4), (1, 2, 3, 4), (1, 2, 3), (1, 2), (0, 1))
    for size, k, s, d, q in sizes:
        same = {"I": size, "k": k, "s": s, "d": d, "q": q, "begin": 0, "end": 0, "O": 0}
        natural = (size - 1) * s + (k - 1) * d + 1 + q
        for begin, end in ((0, 0), (1, 1), (1, 0), (0, 2)):
            yield {**same, "auto_pad": "NOTSET", "begin": begin, "end": end}
        for word in ("VALID", "SAME_UPPER", "SAME_LOWER"):
            yield {**same, "auto_pad": word}
        for word, less in itertools.product(("SAME_UPPER", "NOTSET"), (1, 2, 3)):
            if natural > less:
                yield {**same, "auto_pad": word, "O": natural - less}


def main():
    onnxruntime.set_default_logger_severity(4)
    cases = [{**case, "Y": values} for case in all_cases() if (values := outputs(case))]
    body = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    (HERE / "onnx_padding.json").write_text(
        f'{{"onnxruntime":"{onnxruntime.__version__}","cases":[\n{body}\n]}}\n')
    print(f"{len(cases)} cases")


if __name__ == "__main__":
    main()
