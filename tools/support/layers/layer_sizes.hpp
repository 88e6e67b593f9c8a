#pragma once

#include <cstddef>

#include "convt/desc.hpp"

namespace convt::tools {

/// Elements of a problem's dense tensors.
[[nodiscard]] std::size_t inputs_count(const ConvTransposeDesc& desc);
[[nodiscard]] std::size_t kernel_count(const ConvTransposeDesc& desc);
[[nodiscard]] std::size_t outputs_count(const ConvTransposeDesc& desc);

}  // namespace convt::tools
