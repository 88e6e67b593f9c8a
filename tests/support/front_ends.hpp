#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "convt/desc.hpp"

/// How other libraries' transposed convolutions map to a descriptor, as docs/mappings.md tells users.
/// Vectors hold one value per spatial dimension; empty stands for the library's default.
namespace convt::support {

using Shape = std::vector<std::int64_t>;

/// torch.nn.functional.conv_transposeNd(input, weight, stride, padding, output_padding, groups, dilation).
/// The weight is in KernelOrder::pytorch.
struct PytorchArguments {
    Shape input;   ///< (batch, channels, spatial…)
    Shape weight;  ///< (in_channels, out_channels/groups, spatial…)
    Shape stride;
    Shape padding;
    Shape output_padding;
    std::int64_t groups = 1;
    Shape dilation;
};
[[nodiscard]] ConvTransposeDesc pytorch_desc(const PytorchArguments& arguments);

/// tf.nn.convNd_transpose(input, filters, output_shape, strides, padding, dilations), NHWC.
struct TensorflowArguments {
    Shape input;           ///< (batch, spatial…, channels)
    Shape filters;         ///< (spatial…, out_channels, in_channels)
    Shape output_spatial;  ///< of output_shape
    Shape strides;
    Padding padding = Padding::same;
    Shape dilations;
};
[[nodiscard]] ConvTransposeDesc tensorflow_desc(const TensorflowArguments& arguments);

/// ONNX's operator ConvTranspose. W is in KernelOrder::pytorch.
struct OnnxArguments {
    Shape x;  ///< (batch, channels, spatial…)
    Shape w;  ///< (in_channels, out_channels/group, spatial…)
    std::string auto_pad = "NOTSET";
    Shape dilations;
    std::int64_t group = 1;
    Shape output_padding;
    Shape output_shape;  ///< spatial axes only
    Shape pads;          ///< begins, then ends
    Shape strides;
};
[[nodiscard]] ConvTransposeDesc onnx_desc(const OnnxArguments& arguments);

}  // namespace convt::support
