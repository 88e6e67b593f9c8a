"""Runs of one model by LiteRT's reference kernels, and by convt within LiteRT."""

import convt.litert
import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType


def run(model, arrays, delegate=None, resolver=OpResolverType.AUTO):
    """The outputs; inputs take the shapes of the arrays."""
    delegates = [delegate] if delegate else None
    interpreter = Interpreter(model_content=model, experimental_delegates=delegates,
                              experimental_op_resolver_type=resolver)
    return run_again(interpreter, arrays)


def run_again(interpreter, arrays):
    inputs = interpreter.get_input_details()
    for stated, array in zip(inputs, arrays, strict=True):
        interpreter.resize_tensor_input(stated["index"], array.shape)
    interpreter.allocate_tensors()
    for stated, array in zip(inputs, arrays, strict=True):
        interpreter.set_tensor(stated["index"], array)
    interpreter.invoke()
    return [interpreter.get_tensor(stated["index"]) for stated in interpreter.get_output_details()]


def reference(model, arrays):
    """What LiteRT's reference kernels compute: plain loops, neither XNNPACK's nor convt's code."""
    return run(model, arrays, resolver=OpResolverType.BUILTIN_REF)


def computed(test, model, arrays, nodes=1):
    """What convt computes, which the report must confirm of so many nodes."""
    delegate = convt.litert.delegate(num_threads=2, estimate=False)
    outputs = run(model, arrays, delegate)
    lines = convt.litert.report(delegate).splitlines()
    test.assertEqual(len(lines), nodes, lines)
    for line in lines:
        test.assertRegex(line, r"^\w+: convt, convt_2d_\w+, 1 runs$")
    return outputs


def left(test, model, arrays, reason, **options):
    """What LiteRT computes of a node that convt leaves to it for such a reason."""
    delegate = convt.litert.delegate(**options)
    outputs = run(model, arrays, delegate)
    test.assertRegex(convt.litert.report(delegate), rf"^\w+: left to the interpreter.*{reason}.*, 0 runs\n$")
    return outputs


def assert_close(test, outputs, wanted):
    for one, other in zip(outputs, wanted, strict=True):
        test.assertEqual(one.shape, other.shape)
        np.testing.assert_allclose(one, other, rtol=1e-5, atol=1e-5 * np.abs(other).max())
