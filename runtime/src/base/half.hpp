#pragma once

#include <bit>
#include <cstdint>

#include "base/elements.hpp"

namespace convt::detail {

// One element at a time, what the generated functions of blocks/convert.hpp do many at a time
// (generators/algorithms/blocks/convert.cpp): rounding is to nearest even, and NaN stays NaN. Which NaN, each
// CPU decides.

[[nodiscard]] constexpr float widen_bfloat16(Half value) noexcept {
    return std::bit_cast<float>(std::uint32_t{value.bits} << 16U);
}

[[nodiscard]] constexpr Half narrow_bfloat16(float value) noexcept {
    const auto bits = std::bit_cast<std::uint32_t>(value);
    if ((bits & 0x7fffffffU) > 0x7f800000U) return {static_cast<std::uint16_t>(bits >> 16U | 0x40U)};
    return {static_cast<std::uint16_t>((bits + 0x7fffU + (bits >> 16U & 1U)) >> 16U)};
}

[[nodiscard]] constexpr float widen_float16(Half value) noexcept {
    constexpr std::uint32_t kExponent = 0x0f800000, kBias = 112U << 23U;
    std::uint32_t bits = (value.bits & 0x7fffU) << 13U;
    const std::uint32_t sign = (value.bits & 0x8000U) << 16U;
    const std::uint32_t exponent = bits & kExponent;
    bits += kBias;
    if (exponent == kExponent) {
        bits += kBias;  // infinite or NaN
    } else if (exponent == 0) {
        // Subnormal: 2^-14 and the fraction, less 2^-14.
        bits = std::bit_cast<std::uint32_t>(std::bit_cast<float>(bits + (1U << 23U)) - 0x1p-14F);
    }
    return std::bit_cast<float>(bits | sign);
}

[[nodiscard]] constexpr Half narrow_float16(float value) noexcept {
    const auto all = std::bit_cast<std::uint32_t>(value);
    const std::uint32_t sign = all >> 16U & 0x8000U;
    const std::uint32_t bits = all & 0x7fffffffU;
    std::uint32_t half = 0;
    if (bits > 0x7f800000U) {
        half = 0x7e00;
    } else if (bits >= 143U << 23U) {
        half = 0x7c00;  // 2^16 and more
    } else if (bits < 113U << 23U) {
        // Below 2^-14: an addition rounds to whole steps of 2^-24.
        half = std::bit_cast<std::uint32_t>(std::bit_cast<float>(bits) + 0.5F) - 0x3f000000U;
    } else {
        half = (bits - (112U << 23U) + 0xfffU + (bits >> 13U & 1U)) >> 13U;
    }
    return {static_cast<std::uint16_t>(half | sign)};
}

/// An element of a type of 16 bits.
[[nodiscard]] constexpr float widen(Half value, DType dtype) noexcept {
    return dtype == DType::float16 ? widen_float16(value) : widen_bfloat16(value);
}
[[nodiscard]] constexpr Half narrow(float value, DType dtype) noexcept {
    return dtype == DType::float16 ? narrow_float16(value) : narrow_bfloat16(value);
}

/// The value of an element of inputs or kernel of `dtype`, and an output of it.
[[nodiscard]] constexpr float summed(Half value, DType dtype) noexcept {
    return widen(value, dtype);
}
template <class T>
[[nodiscard]] constexpr T summed(T value, DType /*dtype*/) noexcept {
    return value;
}
template <class Out, class T>
[[nodiscard]] constexpr Out output(T value, [[maybe_unused]] DType dtype) noexcept {
    if constexpr (sizeof(Out) == sizeof(Half)) {
        return narrow(value, dtype);
    } else {
        return value;
    }
}

}  // namespace convt::detail
