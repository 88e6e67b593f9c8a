#pragma once

#include <array>
#include <cstdint>

#include "base/rounding.hpp"
#include "planning/registry.hpp"
#include "problem/problem.hpp"

namespace convt::detail {

/// Where a kernel finds inputs: element (x, y, z, channel) is
/// base[offset(x, y, z) + channel * channel_stride], with offset = Σ (index - first) * stride.
struct InputView {
    const float* base = nullptr;
    std::array<std::int32_t, 3> first{};
    std::array<std::int32_t, 3> stride{};
    std::int32_t channel_stride = 1;
};

/// The inputs that a block needs, by axis. May reach beyond the image; what lies there counts as zero.
using Window = std::array<Range, 3>;

/// Reads the image where it lies.
[[nodiscard]] InputView view_in_place(const Problem& problem, const float* image) noexcept;

/// Floats from one pixel of so many channels to the next, where this library lays them out. A register tile
/// reads one line of each of its pixels at a time; 2 KiB apart, those share few sets of L1. Measured: 16
/// pixels of 1024 channels 44 GFLOP/s without the line between them, 93 with it (AVX-512, Zen 4, 2026-11-25).
[[nodiscard]] constexpr std::int32_t pixel_pitch(std::int32_t channels) noexcept {
    constexpr std::int32_t kColliding = 512, kLine = 16;
    return channels + (channels % kColliding == 0 ? kLine : 0);
}

/// How a window is laid out in the stage.
struct StageLayout {
    bool planes;            ///< channel by channel, with dense rows; else pixel by pixel, with dense channels
    bool spreads_planes;    ///< planes lie an odd number of cache lines apart
    std::int32_t channels;  ///< of a pixel
    std::int32_t pitch;     ///< floats from one staged pixel to the next, where pixels are staged

    /// Floats from one channel of so many floats to the next, where planes are staged.
    [[nodiscard]] std::int64_t plane(std::int64_t floats) const noexcept {
        return spreads_planes ? odd_lines(floats) : floats;
    }
};

/// Copies a window, zeros where it leaves the image, into `stage`.
[[nodiscard]] InputView stage_window(const Problem& problem, const BlockFunctions& functions,
                                     const StageLayout& layout, const float* image, const Window& window,
                                     float* stage) noexcept;

}  // namespace convt::detail
