#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "base/rounding.hpp"
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

/// Pixels that the register tiles of a region compute.
double pixels_of_tiles(const RegionPlan& plan, const std::array<std::int32_t, 3>& extent) {
    const RegionForm& form = plan.form();
    const std::int64_t tile = plan.kernel().tile_pixels;
    const auto in_tiles = [&](std::int64_t pixels) { return divide_up(pixels, tile) * tile; };
    const std::int64_t rows = std::int64_t{extent[1]} * extent[2];
    if (form.joins_rows) {
        // Short rows follow each other, with the window's spread between them.
        const std::int64_t pitch = std::int64_t{extent[0]} + plan.problem().spread[0];
        return static_cast<double>(std::min(rows * in_tiles(extent[0]), in_tiles(rows * pitch)));
    }
    if (form.whole_vectors || form.all_x_phases) {
        const std::int64_t lanes = lanes_of(plan.kernel());
        return static_cast<double>(in_tiles(rows * divide_up(extent[0], lanes) * lanes));
    }
    return static_cast<double>(in_tiles(rows * extent[0]));
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
                products +=
                    planes * rows * columns * taps * pixels_of_tiles(*this, {x.first, y.first, z.first});
            }
        }
    }
    const double channels =
        static_cast<double>(divide_up(p.out_channels, kernel().channel_block)) * kernel().channel_block;
    const std::int64_t lanes = form_.lanes_are_inputs ? lanes_of(kernel()) : 1;
    const auto inputs = static_cast<double>(divide_up(p.in_channels, lanes) * lanes);
    return products * channels * inputs * static_cast<double>(p.batch) * p.groups;
}

}  // namespace convt::detail
