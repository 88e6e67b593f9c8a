#include <array>

#include "base/rounding.hpp"
#include "strategies/pieces.hpp"
#include "strategies/region/cost.hpp"
#include "strategies/region/region_plan.hpp"
#include "strategies/region/task/task_place.hpp"

namespace convt::detail {

double RegionPlan::products() const {
    const Problem& p = problem();
    const auto pieces = pieces_by_axis(
        phases_, blocking_.blocks, blocking_.pixels,
        [&](std::size_t d, const Phase& phase, Range rest) {
            return blocking_.in_place ? same_taps(phase, p.axis[d].in, rest) : rest;
        },
        [&](std::size_t d, const Phase& phase, Range q) { return taps_of(*this, phase, d, q).size(); });
    const double tiles = taps_of_tiles(pieces, [&](const std::array<std::int32_t, 3>& extents) {
        return register_tiles(p, kernel(), form_, extents);
    });
    const double channels =
        static_cast<double>(divide_up(p.out_channels, kernel().channel_block)) * kernel().channel_block;
    const std::int64_t lanes = form_.lanes_are_inputs ? lanes_of(kernel()) : 1;
    const auto inputs = static_cast<double>(divide_up(p.in_channels, lanes) * lanes);
    return tiles * kernel().tile_pixels * channels * inputs * static_cast<double>(p.batch) * p.groups;
}

}  // namespace convt::detail
