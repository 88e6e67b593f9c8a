#pragma once

#include <cstdint>

namespace convt::detail {

/// Estimated cycles of one core for packing: bytes that are read and written, by whether they stay in the
/// caches.
/// @param near bytes a cycle there; it depends on what is computed
[[nodiscard]] constexpr double pack_cycles(double bytes, double near) noexcept {
    constexpr double kNearBytes = 8 << 20;
    // From memory and back, with every line of what is written read first (docs/experiments/027-packing.md).
    constexpr double kFar = 3.5;
    const double from_memory = bytes > kNearBytes ? bytes - kNearBytes : 0;
    return (bytes - from_memory) / near + from_memory / kFar;
}

/// Bytes a cycle of a move by transposes in registers, and of a transform in double.
inline constexpr double kMovedPerCycle = 13, kTransformedPerCycle = 7;

}  // namespace convt::detail
