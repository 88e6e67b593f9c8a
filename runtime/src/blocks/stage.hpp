#pragma once

#include <array>
#include <cstdint>

#include "base/rounding.hpp"
#include "planning/registry.hpp"
#include "problem/problem.hpp"

namespace convt::detail {

/// Where a kernel finds inputs: element (x, y, z, channel) is
/// base[offset(x, y, z) + channel * channel_stride], with offset = Σ (index - first) * stride.
template <class T>
struct InputView {
    const T* base = nullptr;
    std::array<std::int32_t, 3> first{};
    std::array<std::int32_t, 3> stride{};
    std::int32_t channel_stride = 1;
};

/// The inputs that a block needs, by axis. May reach beyond the image; what lies there counts as zero.
using Window = std::array<Range, 3>;

/// Reads the image where it lies.
template <class T>
[[nodiscard]] InputView<T> view_in_place(const Problem& problem, const T* image) noexcept {
    return {image, {0, 0, 0}, problem.input_stride, problem.input_channel_stride};
}

/// Elements of so many bytes from one pixel of so many channels to the next, where this library lays them
/// out. A register tile reads one line of each of its pixels at a time; 2 KiB apart, those share few sets of
/// L1 (docs/experiments).
[[nodiscard]] constexpr std::int32_t pixel_pitch(std::int32_t channels, std::int64_t bytes) noexcept {
    const auto colliding = static_cast<std::int32_t>(2048 / bytes);
    const auto line = static_cast<std::int32_t>(64 / bytes);
    return channels + (channels % colliding == 0 ? line : 0);
}

/// How a window is laid out in the stage.
struct StageLayout {
    bool planes;            ///< channel by channel, with dense rows; else pixel by pixel, with dense channels
    bool spreads_planes;    ///< planes lie an odd number of cache lines apart
    std::int32_t channels;  ///< of a pixel
    std::int32_t pitch;     ///< elements from one staged pixel to the next, where pixels are staged
    std::int64_t element_bytes;

    /// Elements from one channel of so many elements to the next, where planes are staged.
    [[nodiscard]] std::int64_t plane(std::int64_t elements) const noexcept {
        return spreads_planes ? odd_lines(elements, element_bytes) : elements;
    }
};

/// Copies a window, zeros where it leaves the image, into `stage`, widened where inputs are of a type of
/// storage.
template <class Stored, class T>
[[nodiscard]] InputView<T> stage_window(const Problem& problem, const BlockFunctions& functions,
                                        const StageLayout& layout, const Stored* image, const Window& window,
                                        T* stage) noexcept;

}  // namespace convt::detail
