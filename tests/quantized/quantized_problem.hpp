#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "convt/plan.hpp"
#include "support/guarded_buffer.hpp"
#include "support/random.hpp"

namespace convt::quantized {

/// A valid problem of 8-bit inputs of any shape, with outputs of any type, whose outputs mostly lie within
/// their range. One of four has multipliers that are powers of two, so that many outputs are halves before
/// they are rounded.
/// @param rounding of outputs of 8 bits
[[nodiscard]] ConvTransposeDesc random_quantized(Rounding rounding, support::Random& random);

/// Buffers for one run, guarded: the operands random, the outputs poisoned.
struct Operands {
    Operands(const ConvTransposeDesc& desc, support::Random& random,
             support::Guard guard = support::Guard::after);
    support::GuardedBytes inputs;
    support::GuardedBytes kernel;
    support::GuardedBytes bias;
    support::GuardedBytes outputs;
    std::vector<float> scales;  ///< of the kernel: one, or one for each channel
};

/// Packs and runs `plan`, made from `desc`, on random operands between guard pages and compares every output
/// with the oracle's, bit for bit.
[[nodiscard]] testing::AssertionResult equals_oracle(const Plan& plan, const ConvTransposeDesc& desc,
                                                     support::Random& random);

/// Bytes of an element.
[[nodiscard]] std::size_t bytes_of(DType dtype);

}  // namespace convt::quantized
