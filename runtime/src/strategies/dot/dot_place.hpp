#pragma once

#include <algorithm>
#include <array>
#include <cstdint>

#include "problem/phases.hpp"
#include "strategies/dot/dot_plan.hpp"

namespace convt::detail {

/// What a task computes.
struct DotPlace {
    std::array<Range, 3> q;  ///< the block, by axis
    std::int64_t image, group;
    std::int32_t first_block, blocks;  ///< channel blocks of the group
};

/// Tasks run over chunks outermost, so that neighbours in time share weights.
[[nodiscard]] inline DotPlace dot_place(const DotPlan& plan, std::int64_t task) noexcept {
    const Problem& p = plan.problem();
    const DotSplit& s = plan.cut();
    DotPlace place{};
    for (std::size_t d = 0; d < 3; ++d) {
        const auto block = static_cast<std::int32_t>(task % s.blocks_along[d]);
        task /= s.blocks_along[d];
        place.q[d] = {block * s.block[d], std::min((block + 1) * s.block[d], longest_phase(p.axis[d]))};
    }
    place.group = task % p.groups;
    task /= p.groups;
    place.image = task % p.batch;
    place.first_block = static_cast<std::int32_t>(task / p.batch) * s.chunk_blocks;
    place.blocks = std::min(s.chunk_blocks, s.blocks - place.first_block);
    return place;
}

}  // namespace convt::detail
