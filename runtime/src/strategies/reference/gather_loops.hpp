#pragma once

#include <array>
#include <cstdint>
#include <optional>

#include "problem/problem.hpp"

namespace convt::detail {

/// An output or a tap: (x, y, z).
using Position = std::array<std::int32_t, 3>;

/// A multiply-add of plain loops, in cycles.
inline constexpr double kReferenceMacCycles = 2;

/// Calls visit(position) for all outputs of an image, or all taps of a kernel: x moves fastest.
/// @param size Axis::out or Axis::kernel
template <class Visit>
void for_each_position(const Problem& problem, std::int32_t Axis::*size, const Visit& visit) noexcept {
    for (std::int32_t z = 0; z < problem.axis[2].*size; ++z) {
        for (std::int32_t y = 0; y < problem.axis[1].*size; ++y) {
            for (std::int32_t x = 0; x < problem.axis[0].*size; ++x) visit(Position{x, y, z});
        }
    }
}

/// Elements from an image's first output to one of the same channel.
[[nodiscard]] inline std::int64_t output_offset(const Problem& problem, const Position& output) noexcept {
    std::int64_t offset = 0;
    for (std::size_t d = 0; d < 3; ++d) offset += std::int64_t{output[d]} * problem.output_stride[d];
    return offset;
}

/// Elements from an image's first input to the one that a tap brings to an output, where there is one.
[[nodiscard]] inline std::optional<std::int64_t> input_offset(const Problem& problem, const Position& output,
                                                              const Position& tap) noexcept {
    std::int64_t offset = 0;
    for (std::size_t d = 0; d < 3; ++d) {
        const Axis& axis = problem.axis[d];
        const std::int64_t shifted =
            std::int64_t{output[d]} + axis.crop_left - std::int64_t{tap[d]} * axis.dilation;
        if (shifted < 0 || shifted % axis.stride != 0 || shifted / axis.stride >= axis.in) return {};
        offset += shifted / axis.stride * problem.input_stride[d];
    }
    return offset;
}

/// Tasks are one image and group each: task = image * groups + group.
[[nodiscard]] inline std::int64_t reference_tasks(const Problem& problem) noexcept {
    return problem.empty() ? 0 : std::int64_t{problem.batch} * problem.groups;
}

/// Cycles of all outputs and taps, missing inputs included.
[[nodiscard]] inline double reference_cycles(const Problem& p) noexcept {
    double macs = static_cast<double>(p.batch) * p.groups * p.in_channels * p.out_channels;
    for (const Axis& axis : p.axis) macs *= double(axis.out) * axis.kernel;
    return macs * kReferenceMacCycles;
}

}  // namespace convt::detail
