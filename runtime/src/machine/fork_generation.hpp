#pragma once

#include <cstdint>

namespace convt::detail {

/// Counts the fork() calls between the process that loaded the library and this one. Threads started under
/// another generation do not exist in this process. Costs one load.
[[nodiscard]] std::uint32_t fork_generation() noexcept;

/// Starts counting. Must come before the first fork_generation() that matters; later calls do nothing.
/// @return false when the system has no memory for the handler.
[[nodiscard]] bool watch_forks() noexcept;

}  // namespace convt::detail
