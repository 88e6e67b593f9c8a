#pragma once

namespace convt::python {

inline constexpr const char* kConvTransposeDoc =
    R"(Transposed convolution, with the arguments and the meaning of keras.ops.conv_transpose.

Args:
    inputs: array of float32, float64, float16 or bfloat16 in the CPU's memory: of numpy, or anything with
        DLPack or the buffer protocol. (batch, spatial..., in_channels), or (batch, in_channels, spatial...) for channels_first;
        1 to 3 spatial axes. It is read where it lies if channels or the last spatial axis are innermost,
        whatever the strides of the others; else it is copied first.
    kernel: array of the same type, (spatial..., out_channels, in_channels) for both data formats. A view of
        PyTorch's order with permuted axes is read without a copy as well.
    strides: an integer, or one for each spatial axis; at least 1.
    padding: "valid" or "same".
    output_padding: None, which is different from 0, or as strides; less than strides.
    data_format: "channels_last" (also None) or "channels_first".
    dilation_rate: as strides.
    bias: None, or an array of out_channels values of the same type; of float32 for float16 and bfloat16.
    activation: None, "relu", "relu6", "tanh", "sigmoid", "hard_swish", "linear", or with values
        ("leaky_relu", slope), ("clamp", lowest, highest); applied after the bias.
    out: None, or a writable array of the outputs' shape and type that shares no memory with the others.

Returns:
    out, or a new array of numpy.

Raises:
    TypeError: an argument has a type that is not listed here; nothing is converted.
    ValueError: an argument has a value that the operator does not allow.
    MemoryError: outputs or packed weights do not fit.

May be called from many threads at once: the global lock is released while it computes. One call at a time uses
all threads of set_num_threads(), others work on their own thread. The kernel may change from call to call; where
it stays, a Plan is faster.)";

}  // namespace convt::python
