#include "base/rounding.hpp"
#include "strategies/scatter/scatter_place.hpp"

namespace convt::detail {

double ScatterPlan::products() const {
    const Problem& p = problem();
    double products = 0;
    for (std::int64_t task = 0; task < tasks(); ++task) {
        const ScatterPlace place = scatter_place(*this, task);
        std::int64_t places = 0;
        for (std::int32_t z = 0; z < p.axis[2].kernel; ++z) {
            const std::int64_t planes = inputs_of_tap(p.axis[2], z, place.outputs[2]).size();
            for (std::int32_t y = 0; y < p.axis[1].kernel; ++y) {
                const std::int64_t rows = planes * inputs_of_tap(p.axis[1], y, place.outputs[1]).size();
                for (std::int32_t x = 0; x < p.axis[0].kernel; ++x) {
                    const std::int64_t met =
                        place.images * rows * inputs_of_tap(p.axis[0], x, place.outputs[0]).size();
                    // The lists of a tap's calls are of whole tiles.
                    places += divide_up(met, kernel().tile_pixels) * kernel().tile_pixels;
                }
            }
        }
        products += static_cast<double>(places) * place.blocks;
    }
    return products * kernel().channel_block * p.in_channels;
}

}  // namespace convt::detail
