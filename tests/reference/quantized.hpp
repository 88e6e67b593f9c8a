#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "convt/desc.hpp"

namespace convt::reference {

/// Operands of a quantised problem, and the scales of its kernel: 1 or out_channels of them.
struct QuantizedOperands {
    const void* inputs;         ///< of the descriptor's dtype, with its input_strides
    const std::int8_t* kernel;  ///< dense, [spatial…, out_channels, in_channels/groups]
    std::vector<float> scales;
    const void* bias;  ///< out_channels values of bias_dtype, or null
};

/// What a quantised transposed convolution is, output by output, dense in the axis order of the data format:
/// sums in integers that hold them exactly, and docs/quantization.md's formulae. A double holds each output
/// of every type exactly.
[[nodiscard]] std::vector<double> quantized_conv_transpose(const ConvTransposeDesc& desc,
                                                           const QuantizedOperands& operands);

/// The same of some outputs, by their numbers in that order.
[[nodiscard]] std::vector<double> quantized_conv_transpose_at(const ConvTransposeDesc& desc,
                                                              const QuantizedOperands& operands,
                                                              std::span<const std::int64_t> numbers);

/// One output of 8 bits of a channel from its sum with bias, by the two rules.
[[nodiscard]] std::int64_t rounded_nearest_even(double value);
[[nodiscard]] std::int64_t rounded_by_gemmlowp(std::int64_t sum, double real_multiplier);

}  // namespace convt::reference
