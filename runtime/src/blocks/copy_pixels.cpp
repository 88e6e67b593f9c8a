#include "blocks/copy_pixels.hpp"

#include <cstddef>
#include <cstring>
#include <type_traits>

#include "base/elements.hpp"

namespace convt::detail {
namespace {

template <class T, std::size_t elements>
using Bytes = std::integral_constant<std::size_t, elements * sizeof(T)>;

}  // namespace

template <class T>
void copy_pixels(const T* from, std::int64_t from_pitch, T* to, std::int64_t to_pitch, std::int32_t channels,
                 std::int32_t pixels) noexcept {
    // A size that the compiler knows takes no call.
    const auto copy = [&](auto bytes) {
        for (std::int32_t x = 0; x < pixels; ++x)
            std::memcpy(to + x * to_pitch, from + x * from_pitch, bytes);
    };
    switch (channels) {
        case 1:
            return copy(Bytes<T, 1>());
        case 2:
            return copy(Bytes<T, 2>());
        case 3:
            return copy(Bytes<T, 3>());
        case 4:
            return copy(Bytes<T, 4>());
        case 6:
            return copy(Bytes<T, 6>());
        case 8:
            return copy(Bytes<T, 8>());
        case 12:
            return copy(Bytes<T, 12>());
        case 16:
            return copy(Bytes<T, 16>());
        default:
            return copy(sizeof(T) * static_cast<std::size_t>(channels));
    }
}

template void copy_pixels(const float*, std::int64_t, float*, std::int64_t, std::int32_t,
                          std::int32_t) noexcept;
template void copy_pixels(const double*, std::int64_t, double*, std::int64_t, std::int32_t,
                          std::int32_t) noexcept;
template void copy_pixels(const Half*, std::int64_t, Half*, std::int64_t, std::int32_t,
                          std::int32_t) noexcept;

}  // namespace convt::detail
