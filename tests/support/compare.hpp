#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <span>

#include "convt/desc.hpp"
#include "convt/plan.hpp"
#include "reference/oracle.hpp"

namespace convt::support {

/// How far an output may lie from the exact value (docs/numerics.md): c * eps * (|bias| + sum |x*w|) with
/// eps = 2^-24 and c = 2*sqrt(products) + 8; times |alpha| after a leaky relu that widens; 4e-7 more after
/// tanh and sigmoid.
[[nodiscard]] double error_bound(const ConvTransposeDesc& desc, double magnitude, std::int64_t products);

/// Fills with a NaN that no computation yields, so that an output never written shows.
void poison(std::span<float> values);
/// Whether a value is that NaN.
[[nodiscard]] bool is_poison(float value);

/// Whether every output is within its bound of the oracle's, and every element between the outputs, if
/// output_strides leave gaps, still has its poison. Fast algorithms mix adjacent outputs: theirs may be
/// off by 4 times the largest bound of any output.
///
/// @param outputs as laid out by desc.output_strides, poisoned before the run
[[nodiscard]] testing::AssertionResult matches(const ConvTransposeDesc& desc, std::span<const float> outputs,
                                               const reference::Outputs& expected,
                                               Algorithm algorithm = Algorithm::direct);

}  // namespace convt::support
