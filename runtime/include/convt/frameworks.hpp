#pragma once

/// Descriptors of calls of PyTorch and ONNX, sizes computed by their rules. convt.hpp includes this.
/// (keras_desc is in desc.hpp; docs/mappings.md has the rules of all frameworks.)

#include <cstdint>
#include <vector>

#include "convt/desc.hpp"

namespace convt {

/// Builds the descriptor of `torch.nn.functional.conv_transpose1d`, `2d` or `3d(input, weight, bias, stride,
/// padding, output_padding, groups, dilation)` from the shapes of its arguments.
///
/// @param inputs_shape   (batch, in_channels, spatial…)
/// @param kernel_shape   (in_channels, out_channels/groups, spatial…), KernelOrder::pytorch
/// @param stride         at least 1; one value or one per dimension
/// @param padding        at least 0: outputs cut off at either end
/// @param output_padding at least 0, and less than the stride or the dilation
/// @param groups         at least 1; divides the channels
/// @param dilation       at least 1
/// @return a descriptor of channels_first, float32, no activation; or invalid_argument or too_large. Memory
///         in PyTorch's channels_last format is that of DataFormat::channels_last: set data_format to it.
[[nodiscard]] Result<ConvTransposeDesc> pytorch_desc(const std::vector<std::int64_t>& inputs_shape,
                                                     const std::vector<std::int64_t>& kernel_shape,
                                                     Dims stride = 1, Dims padding = 0,
                                                     Dims output_padding = 0, std::int64_t groups = 1,
                                                     Dims dilation = 1) noexcept;

/// ONNX's attribute auto_pad.
enum class AutoPad : std::uint8_t { notset, valid, same_upper, same_lower };

/// The attributes of ONNX's operator ConvTranspose, with their names, defaults and meaning. `kernel_shape`
/// follows from the weights.
struct OnnxAttributes {
    AutoPad auto_pad = AutoPad::notset;
    Dims dilations = 1;
    std::int64_t group = 1;
    Dims output_padding = 0;
    std::vector<std::int64_t> output_shape;  ///< spatial sizes; empty: not stated
    /// All begins, then all ends; empty: 0. Not read where output_shape or auto_pad say what is cut off.
    std::vector<std::int64_t> pads;
    Dims strides = 1;
};

/// Builds the descriptor of ONNX's operator ConvTranspose from the shapes of X and W.
///
/// @param inputs_shape (batch, in_channels, spatial…)
/// @param kernel_shape (in_channels, out_channels/group, spatial…), KernelOrder::pytorch
/// @return a descriptor of channels_first, float32, no activation; or invalid_argument or too_large
[[nodiscard]] Result<ConvTransposeDesc> onnx_desc(const std::vector<std::int64_t>& inputs_shape,
                                                  const std::vector<std::int64_t>& kernel_shape,
                                                  const OnnxAttributes& attributes = {}) noexcept;

}  // namespace convt
