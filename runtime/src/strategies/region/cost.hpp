#pragma once

#include "planning/registry.hpp"
#include "problem/problem.hpp"
#include "strategies/region/blocking.hpp"

namespace convt::detail {

/// Estimated cycles of one core for a whole problem under a kernel and a split. A model with few, measured
/// constants (docs/selection.md): good enough to rank kernels, not to predict times.
[[nodiscard]] double estimate_cycles(const Problem& problem, const KernelInfo& kernel,
                                     const Blocking& blocking) noexcept;

/// True when regions that are cut off at the borders cost less than a copy of the inputs with zeros around.
[[nodiscard]] bool cheaper_in_place(const Problem& problem, const KernelInfo& kernel,
                                    const Blocking& blocking) noexcept;

}  // namespace convt::detail
