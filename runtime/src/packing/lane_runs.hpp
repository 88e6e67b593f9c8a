#pragma once

#include <cstdint>

namespace convt::detail {

/// Lanes of a channel block whose weights lie equally far apart in the caller's kernel.
struct LaneRun {
    std::int32_t first;  ///< lane
    std::int32_t lanes;
    std::int64_t offset;  ///< elements from the kernel's first weight to that of lane `first`
    std::int64_t stride;  ///< elements from one lane to the next
};

/// Calls visit(LaneRun) for the lanes [0, lanes) in order, in the longest runs that there are.
/// @param offset_of elements from the kernel's first weight to that of a lane
template <class OffsetOf, class Visit>
void visit_lane_runs(std::int32_t lanes, const OffsetOf& offset_of, const Visit& visit) noexcept {
    std::int32_t first = 0;
    while (first < lanes) {
        LaneRun run{first, 1, offset_of(first), 0};
        std::int64_t last = run.offset;
        for (std::int32_t lane = first + 1; lane < lanes; ++lane, ++run.lanes) {
            const std::int64_t offset = offset_of(lane);
            if (run.lanes == 1) run.stride = offset - last;
            if (offset - last != run.stride) break;
            last = offset;
        }
        visit(run);
        first += run.lanes;
    }
}

}  // namespace convt::detail
