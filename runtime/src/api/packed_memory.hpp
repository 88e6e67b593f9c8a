#pragma once

#include <cstddef>

#include "convt/status.hpp"
#include "machine/line_memory.hpp"

namespace convt::detail {

/// Memory for so many bytes of packed weights, with what kernels prefetch past their end, in huge pages where
/// the system grants them; null where memory is short.
[[nodiscard]] LineMemory allocate_packed(std::size_t bytes) noexcept;

/// What a call says then.
[[nodiscard]] Status no_packed_memory(std::size_t bytes);

}  // namespace convt::detail
