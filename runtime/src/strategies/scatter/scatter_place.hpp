#pragma once

#include <array>
#include <cstdint>

#include "problem/phases.hpp"
#include "strategies/scatter/scatter_plan.hpp"

namespace convt::detail {

/// What a task computes.
struct ScatterPlace {
    std::array<Range, 3> outputs;  ///< by axis
    std::array<Range, 3> inputs;   ///< that some tap brings to them
    std::int64_t image;            ///< the first
    std::int32_t images;
    std::int32_t group;
    std::int32_t first_block, blocks;  ///< channel blocks of the group
};

/// Channels are outermost, so that neighbours in time share weights.
[[nodiscard]] ScatterPlace scatter_place(const ScatterPlan& plan, std::int64_t task) noexcept;

/// The inputs of an axis that a tap brings to one of these outputs: input i goes to output i · stride + tap ·
/// dilation - crop_left.
[[nodiscard]] Range inputs_of_tap(const Axis& axis, std::int32_t tap, Range outputs) noexcept;

}  // namespace convt::detail
