#pragma once

#include <cstddef>

#include "convt/context.hpp"

namespace convt::detail {

/// Refuses memory of the caller's that is too small, null or does not begin at a cache line.
///
/// @param use what takes `wanted` bytes, for the message
[[nodiscard]] Status check_memory(const void* memory, std::size_t bytes, std::size_t wanted, const char* use);

/// Claims a context for a run, which releases its state; or says that another run has it.
[[nodiscard]] Status acquire(const Context& context);

}  // namespace convt::detail
