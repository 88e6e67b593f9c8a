"""Transposed convolutions of LiteRT and TensorFlow Lite, computed by convt.

    delegate = convt.litert.delegate()
    interpreter = Interpreter("model.tflite", experimental_delegates=[delegate])

Interpreters with this delegate compute the TRANSPOSE_CONV nodes of unmodified models with convt, and MediaPipe's
Convolution2DTransposeBias, for which LiteRT's wheel has no operator. All other nodes stay with the interpreter.
"""

import ctypes
import pathlib

__all__ = ["LIBRARY", "delegate", "report"]

#: Path of the library, an external delegate for other languages.
LIBRARY = str(pathlib.Path(__file__).with_name("libconvt_litert.so"))


def delegate(num_threads=None, estimate=True):
    """Makes a delegate for `experimental_delegates` of LiteRT's Interpreter or, without LiteRT, TensorFlow's.

    Args:
        num_threads: threads of a node; None: as many as the first interpreter has that the delegate is given to.
        estimate: whether nodes that the interpreter was measured to compute faster are left to it.

    Raises:
        ImportError: neither LiteRT (ai-edge-litert) nor TensorFlow is installed.
        ValueError: an option is out of range.
    """
    options = {"estimate": int(bool(estimate))}
    if num_threads is not None:
        options["num_threads"] = num_threads
    return _load_delegate()(LIBRARY, options)


def report(delegate):
    """What became of each transposed convolution that a delegate has seen, a line for each: the name of its output, the
    kernel of convt or why the interpreter computes it, and how often convt ran."""
    library = ctypes.CDLL(LIBRARY)
    library.convt_litert_report.argtypes = [ctypes.c_void_p]
    library.convt_litert_report.restype = ctypes.c_char_p
    text = library.convt_litert_report(delegate._get_native_delegate_pointer())
    if text is None:
        raise MemoryError("no memory for the report")
    return text.decode()


def _load_delegate():
    try:
        from ai_edge_litert.interpreter import load_delegate
    except ImportError:
        import tensorflow

        return tensorflow.lite.experimental.load_delegate
    return load_delegate
