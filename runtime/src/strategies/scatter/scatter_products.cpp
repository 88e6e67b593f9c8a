#include "base/rounding.hpp"
#include "strategies/scatter/scatter_place.hpp"

namespace convt::detail {
namespace {

/// Places of all taps in a box of so many images; the lists of a tap's calls are of whole tiles.
double places_of(const Problem& p, const ScatterPlace& place, std::int64_t images, std::int64_t tile) {
    std::int64_t places = 0;
    for (std::int32_t z = 0; z < p.axis[2].kernel; ++z) {
        const std::int64_t planes = images * inputs_of_tap(p.axis[2], z, place.outputs[2]).size();
        for (std::int32_t y = 0; y < p.axis[1].kernel; ++y) {
            const std::int64_t rows = planes * inputs_of_tap(p.axis[1], y, place.outputs[1]).size();
            for (std::int32_t x = 0; x < p.axis[0].kernel; ++x) {
                const std::int64_t met = rows * inputs_of_tap(p.axis[0], x, place.outputs[0]).size();
                places += divide_up(met, tile) * tile;
            }
        }
    }
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
