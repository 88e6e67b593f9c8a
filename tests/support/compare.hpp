#pragma once

#include <gtest/gtest.h>

#include <cstddef>

#include "convt/desc.hpp"
#include "convt/plan.hpp"
#include "reference/elements.hpp"
#include "reference/error_bound.hpp"
#include "reference/oracle.hpp"

namespace convt::support {

using reference::error_bound;

/// Fills with a NaN that no computation yields, so that an output never written shows.
void poison(const reference::Elements& values);
/// Whether element `i` is that NaN.
[[nodiscard]] bool is_poison(const reference::ConstElements& values, std::size_t i);

/// The largest finite bound of any output.
[[nodiscard]] double largest_bound(const ConvTransposeDesc& desc, const reference::Outputs& expected);

/// Whether an output is as near to the exact value as its bound says; NaN is near to NaN alone, and an
/// infinity to itself.
[[nodiscard]] bool close(double got, long double exact, double bound);
/// The same of an output of a type. One of 16 bits is a number within the bound, rounded once: it lies
/// between what both ends of the bound are rounded to.
[[nodiscard]] bool close(DType dtype, double got, long double exact, double bound);

/// Whether every output is within its bound of the oracle's, and every element between the outputs, if
/// output_strides leave gaps, still has its poison. Fast algorithms mix adjacent outputs: theirs may be
/// off by 4 times the largest bound of any output.
///
/// @param outputs as laid out by desc.output_strides, poisoned before the run
[[nodiscard]] testing::AssertionResult matches(const ConvTransposeDesc& desc,
                                               const reference::ConstElements& outputs,
                                               const reference::Outputs& expected,
                                               Algorithm algorithm = Algorithm::direct);

}  // namespace convt::support
