#include "copy_pixels.hpp"

#include <cstring>

namespace convt::detail {
namespace {

struct Pitches {
    std::int64_t from, to;
};

/// A size that the compiler knows takes no call and no loop.
template <int channels>
void copy_few(const float* from, float* to, Pitches pitch, std::int32_t pixels) noexcept {
    for (std::int32_t x = 0; x < pixels; ++x, from += pitch.from, to += pitch.to) {
        std::memcpy(to, from, channels * sizeof(float));
    }
}

void copy_many(const float* from, float* to, Pitches pitch, std::int32_t channels,
               std::int32_t pixels) noexcept {
    const std::size_t bytes = sizeof(float) * static_cast<std::size_t>(channels);
    for (std::int32_t x = 0; x < pixels; ++x, from += pitch.from, to += pitch.to) {
        std::memcpy(to, from, bytes);
    }
}

}  // namespace

void copy_pixels(const float* from, std::int64_t from_pitch, float* to, std::int64_t to_pitch,
                 std::int32_t channels, std::int32_t pixels) noexcept {
    const Pitches pitch{from_pitch, to_pitch};
    switch (channels) {
        case 1:
            return copy_few<1>(from, to, pitch, pixels);
        case 2:
            return copy_few<2>(from, to, pitch, pixels);
        case 3:
            return copy_few<3>(from, to, pitch, pixels);
        case 4:
            return copy_few<4>(from, to, pitch, pixels);
        case 6:
            return copy_few<6>(from, to, pitch, pixels);
        case 8:
            return copy_few<8>(from, to, pitch, pixels);
        case 12:
            return copy_few<12>(from, to, pitch, pixels);
        case 16:
            return copy_few<16>(from, to, pitch, pixels);
        default:
            return copy_many(from, to, pitch, channels, pixels);
    }
}

}  // namespace convt::detail
