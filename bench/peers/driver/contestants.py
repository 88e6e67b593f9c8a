"""The libraries that take part, the interpreter each runs under, and its environment."""
import dataclasses
import json
import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parents[1]
ROOT = HERE.parents[1]
BUILD = ROOT / "build"
DEBIAN_PYTHON = "/usr/bin/python3"


@dataclasses.dataclass(frozen=True)
class Library:
    name: str  # also the prefix of its contestants' names
    module: str
    environment: dict = dataclasses.field(default_factory=dict)
    python: str = sys.executable


def _pytorch_python():
    """Debian's python3-torch, unless PyPI's wheel was asked for (CONVT_TORCH=pypi, as in setup.sh)."""
    return str(ROOT / ".venv-torch/bin/python") if os.environ.get("CONVT_TORCH") == "pypi" else DEBIAN_PYTHON


LIBRARIES = (
    Library("convt", "convt", {"CONVT_LIBRARY": str(BUILD / "release" / "bench" / "libconvt_bench.so")}),
    Library("onednn", "onednn", {"CONVT_ONEDNN_PEER": str(BUILD / "peers" / "onednn" / "libonednn_peer.so")}),
    Library("onnxruntime", "onnxruntime"),
    Library("openvino", "openvino"),
    # Both ways, as the default depends on the CPU.
    Library("tensorflow", "tensorflow", {"TF_ENABLE_ONEDNN_OPTS": "0"}),
    Library("tensorflow_onednn", "tensorflow", {"TF_ENABLE_ONEDNN_OPTS": "1"}),
    Library("jax", "jax"),
    Library("litert", "litert"),
    Library("ncnn", "ncnn"),
    Library("mnn", "mnn"),
    Library("pytorch", "pytorch", python=_pytorch_python()),
)


def tuned(file):
    """convt with a tuned file, and with the kernels that it names beyond the library's (docs/tuning.md)."""
    sys.path.insert(0, str(ROOT / "tools" / "tune"))
    from kernels.kernel_builder import KernelBuilder

    table = json.loads(file.read_text())
    names = {entry["kernel"] for entry in table["entries"]}
    builder = KernelBuilder(BUILD / "release" / "tools" / "tune" / "recipe.json")
    return Library("convt_tuned", "convt", {"CONVT_LIBRARY": builder.library(table["signature"]["isa"], names),
                                            "CONVT_TUNED": str(file.resolve())})


def environment(library, threads):
    """The caller's, with the thread count and nothing that would slow a library's BLAS down."""
    mine = {key: value for key, value in os.environ.items() if not key.startswith("OPENBLAS_")}
    counts = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), str(threads))
    quiet = {"TF_CPP_MIN_LOG_LEVEL": "3", "JAX_PLATFORMS": "cpu", "CUDA_VISIBLE_DEVICES": ""}
    return {**mine, **counts, **quiet, "PEER_NAME": library.name, **library.environment}
