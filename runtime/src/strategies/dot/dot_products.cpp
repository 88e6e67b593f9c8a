#include <array>

#include "base/rounding.hpp"
#include "strategies/dot/dot_plan.hpp"
#include "strategies/pieces.hpp"

namespace convt::detail {

double DotPlan::products() const {
    const Problem& p = problem();
    std::array<Pieces, 3> pieces;
    for (std::size_t d = 0; d < 3; ++d) {
        pieces[d] = pieces_along(
            phases_[d], split_.blocks_along[d], split_.block[d],
            [](const Phase&, Range rest) { return rest; },
            [&](const Phase& phase, Range q) { return useful_taps(phase, p.axis[d].in, q).size(); });
    }
    const std::int64_t tile = kernel().tile_pixels;
    // Calls have whole tiles of a region's places.
    const double places = taps_of_tiles(pieces, [&](const std::array<std::int32_t, 3>& extents) {
        return divide_up(std::int64_t{extents[0]} * extents[1] * extents[2], tile) * tile;
    });
    const double channels = double(split_.blocks) * kernel().channel_block;
    return places * channels * split_.steps * split_.terms * static_cast<double>(p.batch) * p.groups;
}

}  // namespace convt::detail
