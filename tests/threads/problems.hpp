#pragma once

#include <vector>

#include "convt/plan.hpp"
#include "support/run.hpp"

namespace convt::threads {

/// Problems of every rank and layout, big enough that a run is shared among threads, with tails in channels
/// and pixels, groups, several images and a curved activation among them.
[[nodiscard]] std::vector<ConvTransposeDesc> problems(DType dtype = DType::float32);

/// The first of them.
[[nodiscard]] ConvTransposeDesc big_problem(DType dtype = DType::float32);

/// What a plan computes on the operands in a context with `threads` threads.
[[nodiscard]] support::ElementVector outputs_of(const Plan& plan, support::Operands& operands,
                                                const ContextOptions& options);

/// Whether both hold the same bits.
[[nodiscard]] testing::AssertionResult same_bits(const support::ConstElements& a,
                                                 const support::ConstElements& b);

}  // namespace convt::threads
