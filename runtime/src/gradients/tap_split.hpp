#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "convt/desc.hpp"

namespace convt::detail {

/// Three values, of z, y and x; axes that the rank lacks are of size 1 and come first.
using Triple = std::array<std::int64_t, 3>;

[[nodiscard]] constexpr std::int64_t product(const Triple& values) noexcept {
    return values[0] * values[1] * values[2];
}

/// The outermost axis that a rank has.
[[nodiscard]] constexpr std::size_t first_axis(int rank) noexcept {
    return static_cast<std::size_t>(3 - rank);
}

/// One spatial dimension of the operator whose gradients are wanted.
struct GradientAxis {
    std::int64_t in = 1;
    std::int64_t out = 1;
    std::int64_t kernel = 1;
    std::int64_t stride = 1;
    std::int64_t dilation = 1;
    std::int64_t crop = 0;
};
using GradientAxes = std::array<GradientAxis, 3>;

[[nodiscard]] GradientAxes gradient_axes(const ConvTransposeDesc& desc) noexcept;

/// How the kernel positions of an axis are parted: position tap * phases + phase, which may lie beyond the
/// kernel. A phase's outputs are those that input j reaches through position `phase`, o = stride * j + phase
/// * dilation - crop; tap t reaches what lies t * step of them further.
struct AxisTaps {
    std::int64_t phases = 1;
    std::int64_t taps = 1;
    std::int64_t step = 1;

    /// Of each phase, for so many inputs.
    [[nodiscard]] std::int64_t positions(std::int64_t inputs) const noexcept {
        return inputs + (taps - 1) * step;
    }
};

struct TapSplit {
    std::array<AxisTaps, 3> axis;

    [[nodiscard]] Triple phases() const noexcept { return {axis[0].phases, axis[1].phases, axis[2].phases}; }
    [[nodiscard]] Triple taps() const noexcept { return {axis[0].taps, axis[1].taps, axis[2].taps}; }
    [[nodiscard]] Triple positions(const Triple& inputs) const noexcept {
        return {axis[0].positions(inputs[0]), axis[1].positions(inputs[1]), axis[2].positions(inputs[2])};
    }
};

/// The splits worth an estimate. Few phases are gathered fast, and their several taps suit fast algorithms;
/// where every kernel position is a phase, no product is with a tap or a position that there is not. The
/// innermost axes, whose positions are most, are parted so first.
[[nodiscard]] std::vector<TapSplit> tap_splits(const GradientAxes& axes);

/// The number of a kernel position of [z][y][x], or -1 where the kernel has none.
[[nodiscard]] std::int64_t kernel_position(const GradientAxes& axes, const TapSplit& split,
                                           const Triple& phase, const Triple& tap) noexcept;

/// The three indices of a number of [z][y][x].
[[nodiscard]] constexpr Triple indices(std::int64_t number, const Triple& sizes) noexcept {
    return {number / (sizes[2] * sizes[1]), number / sizes[2] % sizes[1], number % sizes[2]};
}

}  // namespace convt::detail
