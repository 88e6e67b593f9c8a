#pragma once

#include <cstddef>
#include <cstdint>

#include "base/rounding.hpp"
#include "convt/desc.hpp"

namespace convt::detail {

/// How the sums of a quantised plan become outputs (docs/quantization.md). Of other plans it is not read.
struct Requantization {
    DType outputs = DType::int8;
    Rounding rounding = Rounding::nearest_even;
    bool float_bias = false;
    std::int32_t input_zero_point = 0;
    std::int32_t output_zero_point = 0;
    float input_scale = 1;
    float output_scale = 1;
    /// Bounds of outputs of 8 bits and of int32, those of the type or of an activation.
    std::int32_t least = 0;
    std::int32_t most = 0;
    /// Bounds of float32 outputs.
    float lower = 0;
    float upper = 0;
};

/// That of a descriptor's types, scales and activation.
[[nodiscard]] Requantization requantization_of(const ConvTransposeDesc& desc) noexcept;

/// What a channel's sums are multiplied by.
struct ChannelFactors {
    float scale = 1;            ///< of sums: input_scale * kernel scale
    float multiplier = 1;       ///< scale / output_scale
    std::int32_t mantissa = 0;  ///< gemmlowp's: 31 bits, and the power of two beside them
    std::int32_t exponent = 0;
};
[[nodiscard]] ChannelFactors factors_of(const Requantization& how, float kernel_scale) noexcept;

/// An output of 8 bits, or of int32, from a sum that has an int32 bias already.
/// @param float_bias  0 where the bias is of int32
[[nodiscard]] std::int32_t requantized(const Requantization& how, const ChannelFactors& factors,
                                       std::int32_t sum, float float_bias) noexcept;

/// An output of float32.
[[nodiscard]] float dequantized(const Requantization& how, const ChannelFactors& factors, std::int32_t sum,
                                float float_bias) noexcept;

/// The factors of all output channels, which the packed kernels of quantised plans begin with: an array for
/// each member of ChannelFactors, in whole lines of cache.
class PackedFactors {
public:
    explicit PackedFactors(std::int64_t channels) noexcept
        : channels_(channels), line_(element_lines(channels, sizeof(float))) {}

    /// Bytes of all of them, a multiple of a cache line.
    [[nodiscard]] std::int64_t bytes() const noexcept { return 4 * static_cast<std::int64_t>(line_); }
    [[nodiscard]] const float* scales(const std::byte* packed) const noexcept {
        return reinterpret_cast<const float*>(packed);
    }
    [[nodiscard]] const float* multipliers(const std::byte* packed) const noexcept {
        return reinterpret_cast<const float*>(packed + line_);
    }
    [[nodiscard]] const std::int32_t* mantissas(const std::byte* packed) const noexcept {
        return reinterpret_cast<const std::int32_t*>(packed + 2 * line_);
    }
    [[nodiscard]] const std::int32_t* exponents(const std::byte* packed) const noexcept {
        return reinterpret_cast<const std::int32_t*>(packed + 3 * line_);
    }
    [[nodiscard]] ChannelFactors at(const std::byte* packed, std::int64_t channel) const noexcept {
        return {scales(packed)[channel], multipliers(packed)[channel], mantissas(packed)[channel],
                exponents(packed)[channel]};
    }
    /// Writes those of a channel, and with the last channel what fills the lines.
    void set(std::byte* packed, std::int64_t channel, const ChannelFactors& factors) const noexcept;

private:
    std::int64_t channels_;
    std::size_t line_;
};

}  // namespace convt::detail
