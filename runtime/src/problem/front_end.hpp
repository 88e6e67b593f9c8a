#pragma once

#include <cstdint>
#include <vector>

#include "convt/desc.hpp"

namespace convt::detail {

/// Refuses shapes that are not of 3 to 5 axes, of different numbers of axes, negative or too large.
///
/// @param kernel_axes what the kernel's axes are, for the message
[[nodiscard]] Status check_shapes(const std::vector<std::int64_t>& inputs,
                                  const std::vector<std::int64_t>& kernel, const char* kernel_axes);

/// Refuses another number of values than 1 or `rank`, and values out of [least, 2^31).
[[nodiscard]] Status check_dims(const char* name, const Dims& dims, int rank, std::int64_t least);

}  // namespace convt::detail
