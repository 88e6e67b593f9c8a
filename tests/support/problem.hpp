#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>

#include "convt/desc.hpp"

namespace convt::support {

using Spatial = std::array<std::int64_t, kMaxRank>;

/// A problem with another type of elements.
[[nodiscard]] ConvTransposeDesc with_type(ConvTransposeDesc desc, DType dtype);

/// (k-1)*d + 1 along dimension `d`.
[[nodiscard]] std::int64_t effective_kernel(const ConvTransposeDesc& desc, int d);
/// (I-1)*s + effective kernel: the outputs that any input reaches, before cropping.
[[nodiscard]] std::int64_t natural_size(const ConvTransposeDesc& desc, int d);

/// The descriptor with out_spatial = natural - crop_left - crop_right, which may be negative to extend.
[[nodiscard]] ConvTransposeDesc with_outputs(ConvTransposeDesc desc, const Spatial& crop_right = {0, 0, 0});

/// The descriptor with both tensors lying inside bigger ones: `gap` elements apart along every axis that
/// may have gaps.
[[nodiscard]] ConvTransposeDesc with_gaps(ConvTransposeDesc desc, std::int64_t gap);

/// The order of axes that is not `format`.
[[nodiscard]] DataFormat other(DataFormat format);

/// The descriptor with its inputs in the other order than its outputs, `gap` elements apart along every axis
/// that may have gaps.
[[nodiscard]] ConvTransposeDesc with_other_inputs(ConvTransposeDesc desc, std::int64_t gap = 0);

/// Elements of the kernel.
[[nodiscard]] std::size_t kernel_count(const ConvTransposeDesc& desc);

/// One line with every field that matters.
[[nodiscard]] std::string to_string(const ConvTransposeDesc& desc);

}  // namespace convt::support
