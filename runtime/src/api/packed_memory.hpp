#pragma once

#include <cstddef>

#include "convt/status.hpp"
#include "machine/line_memory.hpp"

namespace convt::detail {

/// Memory for so many bytes of packed weights, with what kernels prefetch past their end, in huge pages where
/// the system grants them; or out_of_memory.
[[nodiscard]] Result<LineMemory> allocate_packed(std::size_t bytes);

}  // namespace convt::detail
