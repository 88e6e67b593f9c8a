#include "blocks/copy_pixels.hpp"

#include <cstddef>
#include <cstring>
#include <type_traits>

namespace convt::detail {
namespace {

template <std::size_t floats>
using Bytes = std::integral_constant<std::size_t, floats * sizeof(float)>;

}  // namespace

void copy_pixels(const float* from, std::int64_t from_pitch, float* to, std::int64_t to_pitch,
                 std::int32_t channels, std::int32_t pixels) noexcept {
    // A size that the compiler knows takes no call.
    const auto copy = [&](auto bytes) {
        for (std::int32_t x = 0; x < pixels; ++x)
            std::memcpy(to + x * to_pitch, from + x * from_pitch, bytes);
    };
    switch (channels) {
        case 1:
            return copy(Bytes<1>());
        case 2:
            return copy(Bytes<2>());
        case 3:
            return copy(Bytes<3>());
        case 4:
            return copy(Bytes<4>());
        case 6:
            return copy(Bytes<6>());
        case 8:
            return copy(Bytes<8>());
        case 12:
            return copy(Bytes<12>());
        case 16:
            return copy(Bytes<16>());
        default:
            return copy(sizeof(float) * static_cast<std::size_t>(channels));
    }
}

}  // namespace convt::detail
