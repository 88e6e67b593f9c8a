#pragma once

#include <cstddef>
#include <cstdint>

#include "packing/pack_part.hpp"
#include "problem/phases.hpp"

namespace convt::detail {

struct WinogradGroup;
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

/// Bytes of the same, in whole lines.
[[nodiscard]] std::size_t pack_scratch_bytes(const WinogradPlan& plan) noexcept;

/// Units of a group of phases, in a group of the problem.
struct WinogradUnits {
    std::int64_t problem_group;
    const WinogradGroup& group;
    Range units;
};

/// Writes the transformed weights of these units, one unit after the other.
/// @param scratch pack_buffers().elements() elements
void pack_winograd_units(const WinogradPlan& plan, const KernelWeights& weights, const WinogradUnits& units,
                         std::byte* scratch, void* to) noexcept;

}  // namespace convt::detail
