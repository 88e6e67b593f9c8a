#pragma once

#include <cstdint>

namespace convt::detail {

class WinogradPlan;

/// Scratch memory that packing a part takes: the taps of a piece, and, where they fit, all taps, each for
/// some input channels of a channel block.
struct WinogradPackBuffers {
    std::int64_t channels = 0;  ///< transformed together
    std::int64_t cube_elements = 0;
    std::int64_t tap_pitch = 0;
    std::int64_t tap_elements = 0;  ///< 0: taps are read one by one, in whatever order they lie
    [[nodiscard]] std::int64_t elements() const noexcept { return cube_elements + tap_elements; }
};

[[nodiscard]] WinogradPackBuffers pack_buffers(const WinogradPlan& plan) noexcept;

}  // namespace convt::detail
