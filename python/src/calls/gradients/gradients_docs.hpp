#pragma once

namespace convt::python {

inline constexpr const char* kInputGradientDoc =
    R"(The gradient of conv_transpose with respect to its inputs, from that with respect to its outputs.

Args:
    output_gradients: array of float32, float64, float16 or bfloat16, of the outputs' shape.
    kernel: as conv_transpose takes it, of the same type.
    inputs_shape: the shape of the inputs.
    strides, padding, output_padding, data_format, dilation_rate: as conv_transpose takes them.
    out: None, or a writable array of the inputs' shape and type that shares no memory with the others.

Returns:
    out, or a new array of numpy, of the inputs' shape.

Raises:
    TypeError, ValueError, MemoryError: as conv_transpose does.

Arrays that are not dense are copied first. May be called from many threads at once, as conv_transpose.)";

inline constexpr const char* kKernelGradientDoc =
    R"(The gradient of conv_transpose with respect to its kernel, from that with respect to its outputs.

Args:
    inputs: as conv_transpose takes them.
    output_gradients: array of the same type, of the outputs' shape.
    kernel_shape: (spatial..., out_channels, in_channels).
    strides, padding, output_padding, data_format, dilation_rate: as conv_transpose takes them.
    out: None, or a writable array of the kernel's shape and type that shares no memory with the others.

Returns:
    out, or a new array of numpy, of the kernel's shape.

Raises:
    TypeError, ValueError, MemoryError: as conv_transpose does.

The gradient with respect to a bias is the sum of output_gradients over all axes but that of channels.)";

}  // namespace convt::python
