#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "base/rounding.hpp"
#include "strategies/region/cost.hpp"
#include "strategies/region/region_plan.hpp"
#include "strategies/region/task/task_place.hpp"

namespace convt::detail {
namespace {

/// What regions are along an axis, and how many of all blocks and phases are so: extent, taps.
using Pieces = std::map<std::pair<std::int32_t, std::int32_t>, double>;

Pieces pieces_along(const RegionPlan& plan, std::size_t d) {
    const Problem& p = plan.problem();
    const Blocking& b = plan.blocking();
    Pieces pieces;
    for (std::int32_t block = 0; block < b.blocks[d]; ++block) {
        const std::int32_t begin = block * b.pixels[d];
        for (const Phase& phase : plan.phases()[d]) {
            Range rest{begin, std::min(begin + b.pixels[d], phase.outputs)};
            while (rest.size() > 0) {
                const Range q = b.in_place ? same_taps(phase, p.axis[d].in, rest) : rest;
                pieces[{q.size(), taps_of(plan, phase, d, q).size()}] += 1;
                rest.begin = q.end;
            }
        }
    }
    return pieces;
}

}  // namespace

double RegionPlan::products() const {
    const Problem& p = problem();
    std::array<Pieces, 3> pieces;
    for (std::size_t d = 0; d < 3; ++d) pieces[d] = pieces_along(*this, d);
    double products = 0;
    for (const auto& [z, planes] : pieces[2]) {
        for (const auto& [y, rows] : pieces[1]) {
            for (const auto& [x, columns] : pieces[0]) {
                const double taps = double(z.second) * y.second * x.second;
                const double tiles = register_tiles(p, kernel(), form_, {x.first, y.first, z.first});
                products += planes * rows * columns * taps * tiles;
            }
        }
    }
    const double channels =
        static_cast<double>(divide_up(p.out_channels, kernel().channel_block)) * kernel().channel_block;
    const std::int64_t lanes = form_.lanes_are_inputs ? lanes_of(kernel()) : 1;
    const auto inputs = static_cast<double>(divide_up(p.in_channels, lanes) * lanes);
    return products * kernel().tile_pixels * channels * inputs * static_cast<double>(p.batch) * p.groups;
}

}  // namespace convt::detail
