#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "strategies/region/region_plan.hpp"

namespace convt::detail {

using Box = std::array<Range, 3>;

/// What one task of a region plan computes.
struct TaskPlace {
    Box q;  ///< the block, by axis
    std::int64_t image = 0;
    std::int32_t group = 0;
    Range channels;

    /// The q of a phase that the block has along an axis.
    [[nodiscard]] Range clip(const Phase& phase, std::size_t d) const noexcept {
        return {q[d].begin, std::min(q[d].end, phase.outputs)};
    }
    /// Output positions of the block along an axis.
    [[nodiscard]] Range positions(const Axis& axis, std::size_t d) const noexcept {
        return {q[d].begin * axis.stride, static_cast<std::int32_t>(std::min(
                                              std::int64_t{q[d].end} * axis.stride, std::int64_t{axis.out}))};
    }
};

/// Tasks run over chunks outermost, so that neighbours in time share weights; then images, groups, blocks.
[[nodiscard]] inline TaskPlace place_of(const RegionPlan& plan, std::int64_t task) noexcept {
    const Problem& p = plan.problem();
    const Blocking& b = plan.blocking();
    TaskPlace place;
    for (std::size_t d = 0; d < 3; ++d) {
        const auto block = static_cast<std::int32_t>(task % b.blocks[d]);
        task /= b.blocks[d];
        place.q[d] = {block * b.pixels[d], std::min((block + 1) * b.pixels[d], longest_phase(p.axis[d]))};
    }
    place.group = static_cast<std::int32_t>(task % p.groups);
    task /= p.groups;
    place.image = task % p.batch;
    const auto chunk = static_cast<std::int32_t>(task / p.batch);
    place.channels = {chunk * b.chunk, chunk == b.chunks - 1 ? p.out_channels : (chunk + 1) * b.chunk};
    return place;
}

/// The taps of a phase that meet inputs somewhere in a range of q; kernels of all phases along x run as many
/// for each.
[[nodiscard]] inline Range taps_of(const RegionPlan& plan, const Phase& phase, std::size_t d,
                                   Range q) noexcept {
    const bool all = plan.form().all_x_phases && d == 0;
    return all ? Range{0, phase.taps} : useful_taps(phase, plan.problem().axis[d].in, q);
}

}  // namespace convt::detail
