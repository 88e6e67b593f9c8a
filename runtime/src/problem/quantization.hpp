#pragma once

#include "convt/desc.hpp"
#include "convt/status.hpp"

namespace convt::detail {

/// Terms of a sum of 8-bit inputs, less their zero point, and weights that 32 bits always hold: each is at
/// most 255 * 128.
inline constexpr std::int64_t kMostQuantizedTerms = 65793;

/// Checks the types of a descriptor's tensors, and what belongs to quantised ones alone.
[[nodiscard]] Status check_types(const ConvTransposeDesc& desc);

/// Checks that sums of 8-bit integers stay within 32 bits. The sizes are checked already.
[[nodiscard]] Status check_terms(const ConvTransposeDesc& desc);

/// An element type's name, for messages.
[[nodiscard]] const char* dtype_name(DType dtype) noexcept;

}  // namespace convt::detail
