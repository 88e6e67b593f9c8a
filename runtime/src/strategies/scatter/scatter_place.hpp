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

/// Calls visit(tap, met) for the taps that bring inputs to some of a place's outputs, in their order: which
/// tap it is by axis, and the inputs.
template <class Visit>
void for_each_tap_met(const Problem& problem, const ScatterPlace& place, Visit&& visit) {
    std::array<Range, 3> met;
    for (std::int32_t z = 0; z < problem.axis[2].kernel; ++z) {
        met[2] = inputs_of_tap(problem.axis[2], z, place.outputs[2]);
        for (std::int32_t y = 0; y < problem.axis[1].kernel && met[2].size() > 0; ++y) {
            met[1] = inputs_of_tap(problem.axis[1], y, place.outputs[1]);
            for (std::int32_t x = 0; x < problem.axis[0].kernel && met[1].size() > 0; ++x) {
                met[0] = inputs_of_tap(problem.axis[0], x, place.outputs[0]);
                if (met[0].size() > 0) visit(std::array<std::int32_t, 3>{x, y, z}, met);
            }
        }
    }
}

}  // namespace convt::detail
