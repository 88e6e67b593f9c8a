#include "base/rounding.hpp"
#include "strategies/scatter/scatter_place.hpp"

namespace convt::detail {
namespace {

/// Places of all taps in a box of so many images; the lists of a tap's calls are of whole tiles.
double places_of(const Problem& p, const ScatterPlace& place, std::int64_t images, std::int64_t tile) {
    std::int64_t places = 0;
    for_each_tap_met(p, place, [&](const auto&, const auto& met) {
        const std::int64_t pixels = std::int64_t{met[0].size()} * met[1].size() * met[2].size();
        places += divide_up(images * pixels, tile) * tile;
    });
    return static_cast<double>(places);
}

}  // namespace

double ScatterPlan::products() const {
    const Problem& p = problem();
    const ScatterSplit& s = split_;
    if (tasks() == 0) return 0;
    // The first tasks are the boxes of the first images; the last part of the batch may have fewer.
    const std::int64_t last = p.batch - std::int64_t{s.image_parts - 1} * s.images;
    const std::int64_t boxes = std::int64_t{s.blocks_along[0]} * s.blocks_along[1] * s.blocks_along[2];
    double places = 0;
    for (std::int64_t box = 0; box < boxes; ++box) {
        const ScatterPlace place = scatter_place(*this, box);
        places += (s.image_parts - 1) * places_of(p, place, s.images, kernel().tile_pixels) +
                  places_of(p, place, last, kernel().tile_pixels);
    }
    return places * p.groups * s.blocks * kernel().channel_block * p.in_channels;
}

}  // namespace convt::detail
