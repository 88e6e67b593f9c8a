"""The module and ONNX Runtime's library in one process: one library of convt under both, whichever comes first."""

import os
import pathlib
import signal
import subprocess
import sys
import unittest

import numpy as np

X, W = np.ones((1, 6, 5, 7), "float32"), np.ones((6, 4, 3, 3), "float32")
sessions = []  # kept, as the library goes with the last of them


def by_session():
    """By convt in ONNX Runtime, which loads its library by path: this imports no module of convt."""
    import onnxruntime
    from onnx import TensorProto, helper, numpy_helper

    node = helper.make_node("ConvTranspose", ["x", "w"], ["y"], strides=[2, 2])
    x = helper.make_tensor_value_info("x", TensorProto.FLOAT, X.shape)
    y = helper.make_tensor_value_info("y", TensorProto.FLOAT, None)
    graph = helper.make_graph([node], "graph", [x], [y], [numpy_helper.from_array(W, "w")])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    options.add_session_config_entry("convt.override", "1")
    options.register_custom_ops_library(sys.argv[2])
    sessions.append(onnxruntime.InferenceSession(model.SerializeToString(), options))
    return sessions[-1].run(None, {"x": X})[0]


def by_module():
    import convt

    return convt.conv_transpose(X, W.transpose(2, 3, 1, 0), 2, padding="valid", data_format="channels_first")


def main():
    """The names of convt's libraries in a process that has computed both ways, and in a child that has done so too."""
    first, second = (by_session, by_module) if sys.argv[1] == "session first" else (by_module, by_session)
    np.testing.assert_array_equal(first(), second())
    child = os.fork()
    if child == 0:
        signal.alarm(60)
        np.testing.assert_array_equal(by_module(), by_session())
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0
    mapped = {line.split()[-1] for line in pathlib.Path("/proc/self/maps").read_text().splitlines() if "/" in line}
    print(*sorted(path.name for path in map(pathlib.Path, mapped) if "convt" in path.name))


class OneProcess(unittest.TestCase):
    def test_module_and_session(self):
        import convt.onnxruntime

        module = pathlib.Path(convt._convt.__file__).name
        wanted = sorted([module, "libconvt_onnxruntime.so", "libconvt_wheel.so"])
        for order in ("session first", "module first"):
            command = [sys.executable, __file__, order, convt.onnxruntime.LIBRARY]
            done = subprocess.run(command, capture_output=True, text=True)
            with self.subTest(order):
                self.assertEqual(done.stdout.split(), wanted, done.stderr)


if __name__ == "__main__":
    main()
