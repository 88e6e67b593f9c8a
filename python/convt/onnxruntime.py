"""ConvTranspose of ONNX Runtime, computed by convt.

    options = onnxruntime.SessionOptions()
    convt.onnxruntime.register(options)
    session = onnxruntime.InferenceSession("model.onnx", options)

Sessions made with these options compute the ConvTranspose nodes of unmodified models with convt, on CPUs, on the
session's own threads. rewrite() names convt in the model instead, which needs no override of ONNX's operator.
"""

import pathlib

__all__ = ["DOMAIN", "LIBRARY", "register", "rewrite"]

#: The domain of convt's own ConvTranspose.
DOMAIN = "convt"

#: Path of the library, for RegisterCustomOpsLibrary of other languages.
LIBRARY = str(pathlib.Path(__file__).with_name("libconvt_onnxruntime.so"))

_ONNX_DOMAINS = ("", "ai.onnx")
_MOST_THREADS = 1024
# TensorProto.FLOAT, FLOAT16 and DOUBLE: what the operator takes.
_TYPES = (1, 10, 11)


def register(session_options, override=True):
    """Adds convt's ConvTranspose to the options that sessions are made with; before that, set their number of threads.

    Args:
        session_options: onnxruntime.SessionOptions, of version 1.17 or newer.
        override: whether ConvTranspose of ONNX's own domain is computed by convt; else that of the domain "convt" alone
            is, which rewrite() puts into a model.

    Raises:
        ValueError: these options have convt already.
    """
    entries = {"convt.override": str(int(bool(override)))}
    if session_options.intra_op_num_threads > 0:
        entries["convt.threads"] = str(min(session_options.intra_op_num_threads, _MOST_THREADS))
    try:
        session_options.get_session_config_entry("convt.override")
    except RuntimeError:
        pass  # not there, as it should be
    else:
        raise ValueError("session_options has the entry convt.override already; register convt once, and with new "
                         "options after a failure")
    for key, value in entries.items():
        session_options.add_session_config_entry(key, value)
    session_options.register_custom_ops_library(LIBRARY)


def _nodes(graph, types):
    """All nodes of a graph or function, those of the graphs within nodes too, each with the types of the constants that
    it sees.
    """
    types = {**types, **{tensor.name: tensor.data_type for tensor in getattr(graph, "initializer", ())}}
    for node in graph.node:
        yield node, types
        for attribute in node.attribute:
            for inner in (*((attribute.g,) if attribute.HasField("g") else ()), *attribute.graphs):
                yield from _nodes(inner, types)


def _move(graph, opset_imports):
    moved = [node for node, types in _nodes(graph, {}) if node.op_type == "ConvTranspose" and
             node.domain in _ONNX_DOMAINS and types.get(node.input[1], _TYPES[0]) in _TYPES]
    for node in moved:
        node.domain = DOMAIN
    if moved and all(entry.domain != DOMAIN for entry in opset_imports):
        opset_imports.add(domain=DOMAIN, version=1)


def rewrite(model):
    """The model with its ConvTranspose nodes in the domain "convt", those of branches, loops and functions too.

    Nodes stay whose weights are a constant of another type than float, float16 or double. The result runs in sessions
    whose options convt is registered with, and in no others.

    Args:
        model: onnx.ModelProto; it is not changed.
    """
    rewritten = type(model)()
    rewritten.CopyFrom(model)
    for graph, opset_imports in ((rewritten.graph, rewritten.opset_import),
                                 *((function, function.opset_import) for function in rewritten.functions)):
        _move(graph, opset_imports)
    return rewritten
