#include "half.hpp"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>

namespace convt::litert {
namespace {

float widened(std::uint16_t half) {
    const int exponent = (half >> 10) & 31, fraction = half & 1023;
    float value =
        fraction == 0 ? std::numeric_limits<float>::infinity() : std::numeric_limits<float>::quiet_NaN();
    if (exponent == 0) value = std::ldexp(static_cast<float>(fraction), -24);
    if (exponent > 0 && exponent < 31) value = std::ldexp(static_cast<float>(fraction + 1024), exponent - 25);
    return (half & 0x8000) != 0 ? -value : value;
}

}  // namespace

std::vector<float> widened(const void* halves, std::size_t count) {
    std::vector<std::uint16_t> bits(count);
    if (count > 0) std::memcpy(bits.data(), halves, count * sizeof(std::uint16_t));
    std::vector<float> values;
    values.reserve(count);
    for (const std::uint16_t half : bits) values.push_back(widened(half));
    return values;
}

}  // namespace convt::litert
