#pragma once

#include "problem/problem.hpp"

namespace convt::detail {

/// Estimated cycles of one core for widening all inputs once and narrowing all outputs; 0 where neither is a
/// type of storage. Conversions run at 10 to 16 G elements/s in L2 and 2.1 to 2.5 from memory (Xeon model
/// 207, one thread, 2026-11-29).
[[nodiscard]] inline double conversion_cycles(const Problem& problem) noexcept {
    constexpr double kNear = 0.25;
    double cycles = 0;
    if (problem.widens())
        cycles += problem.input_bytes() / static_cast<double>(stored_bytes(problem.dtype)) * kNear;
    if (problem.narrows())
        cycles += problem.output_bytes() / static_cast<double>(stored_bytes(problem.output_dtype)) * kNear;
    return cycles;
}

}  // namespace convt::detail
