#include <array>

#include "base/rounding.hpp"
#include "strategies/dot/dot_plan.hpp"
#include "strategies/pieces.hpp"

namespace convt::detail {

double DotPlan::products() const {
    const Problem& p = problem();
    const auto pieces = pieces_by_axis(
        phases_, split_.blocks_along, split_.block,
        [](std::size_t, const Phase&, Range rest) { return rest; },
        [&](std::size_t d, const Phase& phase, Range q) {
            return useful_taps(phase, p.axis[d].in, q).size();
        });
    const std::int64_t tile = kernel().tile_pixels;
    // Calls have whole tiles of a region's places.
    const double places = taps_of_tiles(pieces, [&](const std::array<std::int32_t, 3>& extents) {
        return divide_up(std::int64_t{extents[0]} * extents[1] * extents[2], tile) * tile;
    });
    const double channels = double(split_.blocks) * kernel().channel_block;
    return places * channels * split_.steps * split_.terms * static_cast<double>(p.batch) * p.groups;
}

}  // namespace convt::detail
