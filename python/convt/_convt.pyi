"""What the compiled module has. Array stands for anything with the buffer protocol or DLPack in the CPU's memory."""

from collections.abc import Sequence
from typing import Any, Literal, TypeAlias, TypedDict

import numpy

Array: TypeAlias = Any
_Integers: TypeAlias = int | Sequence[int]
_Padding: TypeAlias = Literal["valid", "same"]
_Format: TypeAlias = Literal["channels_last", "channels_first"] | None
_Named: TypeAlias = Literal["linear", "relu", "relu6", "tanh", "sigmoid", "hard_swish", "hard_silu"]
_Activation: TypeAlias = (
    _Named | tuple[Literal["leaky_relu"], float] | tuple[Literal["clamp"], float, float] | None
)
_DType: TypeAlias = Any

__version__: str

class _CacheInfo(TypedDict):
    plans: int
    most_plans: int
    hits: int
    misses: int

def conv_transpose(
    inputs: Array,
    kernel: Array,
    strides: _Integers = 1,
    padding: _Padding = "valid",
    output_padding: _Integers | None = None,
    data_format: _Format = None,
    dilation_rate: _Integers = 1,
    *,
    bias: Array | None = None,
    activation: _Activation = None,
    out: Array | None = None,
) -> numpy.ndarray: ...
def input_gradient(
    output_gradients: Array,
    kernel: Array,
    inputs_shape: Sequence[int],
    strides: _Integers = 1,
    padding: _Padding = "valid",
    output_padding: _Integers | None = None,
    data_format: _Format = None,
    dilation_rate: _Integers = 1,
    *,
    out: Array | None = None,
) -> numpy.ndarray: ...
def kernel_gradient(
    inputs: Array,
    output_gradients: Array,
    kernel_shape: Sequence[int],
    strides: _Integers = 1,
    padding: _Padding = "valid",
    output_padding: _Integers | None = None,
    data_format: _Format = None,
    dilation_rate: _Integers = 1,
    *,
    out: Array | None = None,
) -> numpy.ndarray: ...
def explain(
    inputs: Array,
    kernel: Array,
    strides: _Integers = 1,
    padding: _Padding = "valid",
    output_padding: _Integers | None = None,
    data_format: _Format = None,
    dilation_rate: _Integers = 1,
    *,
    activation: _Activation = None,
) -> str: ...
def cache_info() -> _CacheInfo: ...
def clear_cache() -> None: ...
def set_num_threads(threads: int | None) -> None: ...
def get_num_threads() -> int: ...
def available_cpus() -> int: ...
def detect_isa() -> str: ...
def _after_fork() -> None: ...
def _keep_weights(bytes: int) -> None: ...
def _kept_bytes() -> int: ...
def _outputs_shape(
    inputs_shape: Sequence[int],
    kernel_shape: Sequence[int],
    strides: _Integers = 1,
    padding: _Padding = "valid",
    output_padding: _Integers | None = None,
    data_format: _Format = None,
    dilation_rate: _Integers = 1,
) -> tuple[int, ...]: ...
def _crops(
    inputs_shape: Sequence[int],
    kernel_shape: Sequence[int],
    strides: _Integers = 1,
    padding: _Padding = "valid",
    output_padding: _Integers | None = None,
    data_format: _Format = None,
    dilation_rate: _Integers = 1,
) -> list[tuple[int, int]]: ...
def _bridge_address() -> int: ...

class PackedKernel:
    @property
    def nbytes(self) -> int: ...
    @property
    def pack_id(self) -> int: ...

class Plan:
    def __init__(
        self,
        inputs_shape: Sequence[int],
        kernel_shape: Sequence[int],
        strides: _Integers = 1,
        padding: _Padding = "valid",
        output_padding: _Integers | None = None,
        data_format: _Format = None,
        dilation_rate: _Integers = 1,
        *,
        dtype: _DType = "float32",
        activation: _Activation = None,
        weights: Literal["prepared", "argument"] = "prepared",
        threads: int | None = None,
        algorithm: Literal["automatic", "direct", "winograd"] = "automatic",
        effort: Literal["estimate", "measure"] = "estimate",
        max_isa: Literal["base", "avx2", "avx512", "avx512vnni", "neon"] | None = None,
        kernel_name: str | None = None,
    ) -> None: ...
    def pack(self, kernel: Array) -> PackedKernel: ...
    def run(
        self, inputs: Array, packed: PackedKernel, bias: Array | None = None, out: Array | None = None
    ) -> numpy.ndarray: ...
    def run_unpacked(
        self, inputs: Array, kernel: Array, bias: Array | None = None, out: Array | None = None
    ) -> numpy.ndarray: ...
    def explain(self) -> str: ...
    @property
    def inputs_shape(self) -> tuple[int, ...]: ...
    @property
    def kernel_shape(self) -> tuple[int, ...]: ...
    @property
    def outputs_shape(self) -> tuple[int, ...]: ...
    @property
    def dtype(self) -> str: ...
    @property
    def kernel_name(self) -> str: ...
    @property
    def isa(self) -> str: ...
    @property
    def algorithm(self) -> Literal["direct", "winograd"]: ...
    @property
    def pack_id(self) -> int: ...
    @property
    def packed_bytes(self) -> int: ...
    @property
    def workspace_bytes(self) -> int: ...

class _MemoryPlan:
    """A plan for adaptors whose arrays are addresses of elements. The caller keeps the memory alive, vouches for its
    size, and hands over outputs that lie apart from the rest. `bias` 0 is none; for elements of
    16 bits it is of float32."""

    def pack(self, kernel: int) -> PackedKernel: ...
    def run(self, inputs: int, packed: PackedKernel, bias: int, outputs: int) -> None: ...
    def run_unpacked(self, inputs: int, kernel: int, bias: int, outputs: int) -> None: ...
    @property
    def estimated_cycles(self) -> float: ...
    @property
    def kernel_name(self) -> str: ...
    @property
    def pack_id(self) -> int: ...

class _MemoryGradient:
    """A gradient of what a _MemoryPlan computes, on addresses: of inputs from output gradients and kernel, dense as the
    outputs are; or of the kernel from inputs, as the plan reads them, and output gradients, in the plan's order."""

    def run(self, first: int, second: int, result: int) -> None: ...
    @property
    def estimated_cycles(self) -> float: ...

def _input_gradient_plan(plan: _MemoryPlan) -> _MemoryGradient: ...
def _kernel_gradient_plan(plan: _MemoryPlan) -> _MemoryGradient: ...
def _can_be_read(shape: Sequence[int], strides: Sequence[int], is_channels_last: bool) -> bool:
    """Whether plans can read inputs that lie so, strides in elements: channels or the last axis innermost, and no axis
    twice, backwards or overlapping."""

def _keras_plan(
    inputs_shape: Sequence[int],
    kernel_shape: Sequence[int],
    strides: _Integers,
    padding: _Padding,
    output_padding: _Integers | None,
    data_format: _Format,
    dilation_rate: _Integers,
    dtype: _DType,
    inputs_strides: Sequence[int] | None,
    is_prepared: bool,
    is_kernel_pytorch: bool,
) -> _MemoryPlan:
    """For dense outputs. inputs_strides are in elements, None for dense inputs. is_kernel_pytorch: the kernel lies in
    PyTorch's order (in, out, spatial...), whatever its axes."""

def _pytorch_plan(
    input_shape: Sequence[int],
    weight_shape: Sequence[int],
    stride: _Integers,
    padding: _Integers,
    output_padding: _Integers,
    groups: int,
    dilation: _Integers,
    dtype: _DType,
    input_strides: Sequence[int] | None,
    is_prepared: bool,
    is_channels_last: bool,
) -> _MemoryPlan:
    """Shapes and strides with channels first, as PyTorch's. input_strides None: the inputs lie as the outputs do,
    dense, with channels last in memory if is_channels_last."""

def _pytorch_outputs_shape(
    input_shape: Sequence[int],
    weight_shape: Sequence[int],
    stride: _Integers,
    padding: _Integers,
    output_padding: _Integers,
    groups: int,
    dilation: _Integers,
) -> tuple[int, ...]: ...
def _fingerprint(memory: int, bytes: int, is_sample: bool) -> tuple[int, int]:
    """Of the contents at an address; is_sample: of at most 1024 cache lines of them."""
