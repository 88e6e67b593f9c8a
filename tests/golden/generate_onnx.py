"""Makes onnx.json: ONNX's own backend test cases for ConvTranspose, as the `onnx` package ships them.

Set up as generate.py says, then: .venv-golden/bin/python tests/golden/generate_onnx.py
"""

import json
import pathlib

import numpy as np
import onnx
from onnx import numpy_helper
from onnx.backend.test.loader import load_model_tests

HERE = pathlib.Path(__file__).parent


def from_directory(test):
    """Model and first data set of a test that is stored as files."""
    folder = pathlib.Path(test.model_dir)
    data = folder / "test_data_set_0"

    def load(name):
        return numpy_helper.to_array(onnx.TensorProto.FromString((data / name).read_bytes()))

    model = onnx.load(folder / "model.onnx")
    fed = [load(f"input_{i}.pb") for i in range(len(list(data.glob("input_*.pb"))))]
    return model, fed, [load("output_0.pb")]


def tensor(array):
    array = np.asarray(array)
    assert array.dtype == np.float32
    return {"shape": list(array.shape), "data": [float(v) for v in array.ravel()]}


def as_case(test):
    """X, W, B, Y and the node's attributes."""
    if test.model_dir is None:
        model, (fed, outputs) = test.model, test.data_sets[0]
    else:
        model, fed, outputs = from_directory(test)
    (node,) = model.graph.node
    assert node.op_type == "ConvTranspose"
    tensors = {t.name: numpy_helper.to_array(t) for t in model.graph.initializer}
    names = [i.name for i in model.graph.input if i.name not in tensors]
    tensors.update(zip(names, fed, strict=True))
    attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
    attributes = {k: v.decode() if isinstance(v, bytes) else v for k, v in attributes.items()}
    roles = dict(zip(("X", "W", "B"), (tensor(tensors[name]) for name in node.input)))
    return {"name": test.name, "attributes": attributes, **roles, "Y": tensor(outputs[0])}


def main():
    tests = [test for kind in ("node", "pytorch-converted", "pytorch-operator")
             for test in load_model_tests(kind=kind) if "convtranspose" in test.name.lower()]
    body = ",\n".join(json.dumps(as_case(test), separators=(",", ":")) for test in tests)
    (HERE / "onnx.json").write_text(f'{{"onnx":"{onnx.__version__}","cases":[\n{body}\n]}}\n')
    print(f"{len(tests)} cases")


if __name__ == "__main__":
    main()
