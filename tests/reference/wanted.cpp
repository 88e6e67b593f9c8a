#include "reference/wanted.hpp"

namespace convt::reference {
namespace {

struct Place {
    std::int64_t n;
    std::array<std::int64_t, 3> at;
    std::int64_t channel;
};

Place place_of(const Layout& layout, DataFormat format, std::int64_t number) {
    const auto take = [&number](std::int64_t stride) {
        const std::int64_t index = number / stride;
        number %= stride;
        return index;
    };
    Place place{take(layout.batch_stride), {}, 0};
    if (format == DataFormat::channels_first) place.channel = take(layout.channel_stride);
    for (std::size_t d = 0; d < 3; ++d) place.at[d] = take(layout.spatial_strides[d]);
    if (format == DataFormat::channels_last) place.channel = number;
    return place;
}

}  // namespace

Wanted::Wanted(const Layout& layout, DataFormat format, std::span<const std::int64_t> numbers)
    : spatial_(layout.spatial), outputs_(numbers.size()) {
    if (numbers.empty()) return;
    const std::int64_t positions = layout.batch * spatial_[0] * spatial_[1] * spatial_[2];
    first_.assign(static_cast<std::size_t>(positions) + 2, 0);
    // Sorted by counting: first_[p + 2] counts those of position p, then first_[p + 1] is where they go.
    std::vector<Place> places;
    places.reserve(numbers.size());
    for (const std::int64_t number : numbers) {
        places.push_back(place_of(layout, format, number));
        ++first_[static_cast<std::size_t>(position(places.back().n, places.back().at)) + 2];
    }
    for (std::size_t p = 2; p < first_.size(); ++p) first_[p] += first_[p - 1];
    for (std::size_t i = 0; i < places.size(); ++i) {
        std::uint32_t& next = first_[static_cast<std::size_t>(position(places[i].n, places[i].at)) + 1];
        outputs_[next++] = {places[i].channel, i};
    }
}

}  // namespace convt::reference
