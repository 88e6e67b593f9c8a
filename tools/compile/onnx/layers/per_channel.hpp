#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "compile/onnx/constants/constant.hpp"
#include "convt/desc.hpp"

namespace convt::tools {

/// A constant's values by output channel, when it has one for each, or one for all, of an N x C x … tensor
/// that it is broadcast to.
///
/// @param axis  of the tensor, that the constant's first one is put on; absent: the last ones are put on each
///              other, as ONNX has it since opset 7
[[nodiscard]] std::optional<std::vector<double>> per_channel(const Constant& constant,
                                                             const ConvTransposeDesc& desc,
                                                             std::optional<std::int64_t> axis);

/// Whether a constant has as many axes as that tensor or fewer, and along the channels one value or one for
/// each.
[[nodiscard]] bool fits_channels(const Constant& constant, const ConvTransposeDesc& desc,
                                 std::optional<std::int64_t> axis);

}  // namespace convt::tools
