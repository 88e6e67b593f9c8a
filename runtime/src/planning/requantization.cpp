#include "planning/requantization.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/elements.hpp"
#include "planning/epilogue.hpp"

// Compiled without contraction: products and sums of the formulae are rounded one by one.

namespace convt::detail {
namespace {

constexpr std::int32_t kLeast32 = std::numeric_limits<std::int32_t>::min();
constexpr std::int32_t kMost32 = std::numeric_limits<std::int32_t>::max();

struct Bounds {
    std::int32_t least, most;
};

Bounds bounds_of(DType dtype) noexcept {
    switch (dtype) {
        case DType::int8:
            return {-128, 127};
        case DType::uint8:
            return {0, 255};
        default:
            return {kLeast32, kMost32};
    }
}

/// An activation's bound among the quantised outputs, by the rounding of the outputs.
std::int32_t quantized_bound(const Requantization& how, double bound, const Bounds& type) noexcept {
    const float units = static_cast<float>(bound) / how.output_scale;
    const float nearest = how.rounding == Rounding::gemmlowp ? std::round(units) : std::nearbyint(units);
    const float least = static_cast<float>(type.least - how.output_zero_point);
    const float most = static_cast<float>(type.most - how.output_zero_point);
    return static_cast<std::int32_t>(std::clamp(nearest, least, most)) + how.output_zero_point;
}

/// x / 2^bits, halves away from zero.
std::int64_t half_away(std::int64_t x, int bits) noexcept {
    const std::int64_t half = bits == 0 ? 0 : std::int64_t{1} << (bits - 1);
    return x < 0 ? -((-x + half) >> bits) : (x + half) >> bits;
}

/// gemmlowp's product. What a shift to the left takes out of 32 bits ends at a bound of the outputs whatever
/// follows, as a mantissa is at least a half.
std::int64_t scaled_twice(std::int32_t sum, const ChannelFactors& factors) noexcept {
    const int left = std::max(factors.exponent, 0), right = std::max(-factors.exponent, 0);
    constexpr int kMostShift = 31;
    const std::int64_t wide = std::int64_t{sum} * (std::int64_t{1} << std::min(left, kMostShift));
    const std::int64_t shifted = std::clamp<std::int64_t>(wide, kLeast32, kMost32);
    const std::int64_t high = (shifted * factors.mantissa + (std::int64_t{1} << 30)) >> 31;
    return half_away(high, right);
}

/// A product in float32, rounded to nearest even. The bounds are integers, so it may be clamped before.
std::int64_t scaled_once(const Requantization& how, const ChannelFactors& factors, std::int32_t sum,
                         float float_bias) noexcept {
    float value = static_cast<float>(sum);
    if (how.float_bias) {
        value = value * factors.scale;
        value = value + float_bias;
        value = value / how.output_scale;
    } else {
        value = value * factors.multiplier;
    }
    const auto least = static_cast<float>(how.least - how.output_zero_point);
    const auto most = static_cast<float>(how.most - how.output_zero_point);
    value = value > least ? value : least;
    return std::lrint(value < most ? value : most);
}

}  // namespace

Requantization requantization_of(const ConvTransposeDesc& desc) noexcept {
    const Quantization& q = desc.quantization;
    Requantization how;
    if (!is_quantized(desc.dtype)) return how;
    how.outputs = output_dtype(desc);
    how.rounding = q.rounding;
    how.float_bias = q.bias_dtype == DType::float32;
    how.input_zero_point = q.input_zero_point;
    how.output_zero_point = q.output_zero_point;
    how.input_scale = q.input_scale;
    how.output_scale = q.output_scale;
    const Epilogue epilogue = epilogue_of(desc);
    how.lower = static_cast<float>(epilogue.lower);
    how.upper = static_cast<float>(epilogue.upper);
    const Bounds type = bounds_of(how.outputs);
    how.least = type.least;
    how.most = type.most;
    if (is_quantized(how.outputs)) {
        how.least = quantized_bound(how, epilogue.lower, type);
        how.most = quantized_bound(how, epilogue.upper, type);
    } else if (desc.activation == Activation::relu) {
        how.least = 0;
    }
    return how;
}

ChannelFactors factors_of(const Requantization& how, float kernel_scale) noexcept {
    ChannelFactors factors;
    factors.scale = how.input_scale * kernel_scale;
    factors.multiplier = factors.scale / how.output_scale;
    if (how.rounding != Rounding::gemmlowp) return factors;
    const double real = double{how.input_scale} * double{kernel_scale} / double{how.output_scale};
    int exponent = 0;
    const double fraction = std::frexp(real, &exponent);
    constexpr int kBits = 31;
    auto mantissa = static_cast<std::int64_t>(std::round(std::ldexp(fraction, kBits)));
    if (mantissa == std::int64_t{1} << kBits) {
        mantissa /= 2;
        ++exponent;
    }
    const bool vanishes = exponent < -kBits;
    factors.mantissa = vanishes ? 0 : static_cast<std::int32_t>(mantissa);
    factors.exponent = vanishes ? 0 : exponent;
    return factors;
}

std::int32_t requantized(const Requantization& how, const ChannelFactors& factors, std::int32_t sum,
                         float float_bias) noexcept {
    if (how.outputs == DType::int32) return std::clamp(sum, how.least, how.most);
    const std::int64_t scaled = how.rounding == Rounding::gemmlowp
                                    ? scaled_twice(sum, factors)
                                    : scaled_once(how, factors, sum, float_bias);
    return static_cast<std::int32_t>(
        std::clamp<std::int64_t>(scaled + how.output_zero_point, how.least, how.most));
}

float dequantized(const Requantization& how, const ChannelFactors& factors, std::int32_t sum,
                  float float_bias) noexcept {
    float value = static_cast<float>(sum) * factors.scale;
    if (how.float_bias) value = value + float_bias;
    return value < how.lower ? how.lower : value > how.upper ? how.upper : value;
}

void PackedFactors::set(std::byte* packed, std::int64_t channel,
                        const ChannelFactors& factors) const noexcept {
    const auto write = [&](std::size_t array, auto value) {
        auto* const values = reinterpret_cast<decltype(value)*>(packed + array * line_);
        values[channel] = value;
        const auto end = static_cast<std::int64_t>(line_ / sizeof(value));
        for (std::int64_t i = channel + 1; channel + 1 == channels_ && i < end; ++i) values[i] = {};
    };
    write(0, factors.scale);
    write(1, factors.multiplier);
    write(2, factors.mantissa);
    write(3, factors.exponent);
}

}  // namespace convt::detail
