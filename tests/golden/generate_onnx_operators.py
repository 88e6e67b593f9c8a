"""Makes onnx_operators.json: ONNX's own backend test cases for the operators that `convt compile` evaluates.

Set up as generate.py says, then: .venv-golden/bin/python tests/golden/generate_onnx_operators.py
Each case is a model, as base64 text, whose inputs became initializers, and the values of its first output.
"""

import base64
import json
import pathlib

import numpy as np
import onnx
from onnx import TensorProto, numpy_helper
from onnx.backend.test.loader import load_model_tests

HERE = pathlib.Path(__file__).parent
MOST_VALUES = 600

OPERATORS = set(
    "Abs Acos Acosh Add And ArgMax ArgMin Asin Asinh Atan Atanh Cast CastLike Ceil Celu Clip Concat Constant "
    "ConstantOfShape Cos Cosh CumSum DequantizeLinear Div Einsum Elu Equal Erf Exp Expand EyeLike Flatten Floor Gather "
    "GatherElements GatherND Gelu Gemm Greater GreaterOrEqual HardSigmoid HardSwish Identity IsInf IsNaN LeakyRelu "
    "Less LessOrEqual Log LogSoftmax LpNormalization MatMul Max Mean Min Mish Mod Mul Neg Not Or PRelu Pad Pow "
    "QuantizeLinear Range Reciprocal ReduceL1 ReduceL2 ReduceLogSum ReduceLogSumExp ReduceMax ReduceMean ReduceMin "
    "ReduceProd ReduceSum ReduceSumSquare Relu Reshape Round ScatterND Selu Shape Sigmoid Sign Sin Sinh Size Slice "
    "Softmax Softplus Softsign Split Sqrt Squeeze Sub Sum Tan Tanh ThresholdedRelu Tile Transpose Trilu Unsqueeze "
    "Where Xor".split())
TYPES = {TensorProto.FLOAT, TensorProto.DOUBLE, TensorProto.FLOAT16, TensorProto.BFLOAT16, TensorProto.BOOL,
         TensorProto.INT4, TensorProto.UINT4, TensorProto.INT8, TensorProto.UINT8, TensorProto.INT16,
         TensorProto.UINT16, TensorProto.INT32, TensorProto.UINT32, TensorProto.INT64, TensorProto.UINT64}


def value(number):
    """A number as JSON has it; infinities and what is no number are text."""
    number = float(number)
    return number if np.isfinite(number) else str(number)


def as_case(test):
    """The case, or nothing when it is of another kind or too large."""
    if test.model is None:
        return None
    model = onnx.ModelProto.FromString(test.model.SerializeToString())
    graph = model.graph
    fed, outputs = test.data_sets[0]
    if len(graph.node) != 1 or graph.node[0].op_type not in OPERATORS or graph.node[0].domain:
        return None
    if not all(isinstance(a, np.ndarray | np.generic) for a in [*fed, outputs[0]]):
        return None
    types = {i.type.tensor_type.elem_type for i in [*graph.input, graph.output[0]]}
    if not types <= TYPES or sum(np.size(a) for a in [*fed, outputs[0]]) > MOST_VALUES:
        return None
    for stated, array in zip(graph.input, fed, strict=True):
        made = numpy_helper.from_array(np.asarray(array), stated.name)
        if made.data_type != stated.type.tensor_type.elem_type:
            return None
        graph.initializer.append(made)
    del graph.input[:]
    result = np.asarray(outputs[0])
    return {"name": test.name, "model": base64.b64encode(model.SerializeToString()).decode(),
            "type": graph.output[0].type.tensor_type.elem_type, "shape": list(result.shape),
            "data": [value(v) for v in result.astype(np.float64).ravel()]}


def main():
    cases = [case for case in map(as_case, load_model_tests(kind="node")) if case]
    body = ",\n".join(json.dumps(case, separators=(",", ":")) for case in cases)
    (HERE / "onnx_operators.json").write_text(f'{{"onnx":"{onnx.__version__}","cases":[\n{body}\n]}}\n')
    print(f"{len(cases)} cases")


if __name__ == "__main__":
    main()
