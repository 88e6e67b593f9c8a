#pragma once

#include <array>
#include <cstdint>

#include "planning/registry.hpp"
#include "problem/problem.hpp"
#include "strategies/region/blocking.hpp"
#include "strategies/region/forms.hpp"

namespace convt::detail {

/// Estimated cycles of one core for a whole problem under a kernel and a split. A model with few, measured
/// constants (docs/selection.md): good enough to rank kernels, not to predict times.
[[nodiscard]] double estimate_cycles(const Problem& problem, const KernelInfo& kernel,
                                     const Blocking& blocking) noexcept;

/// Register tiles of a region of so many pixels by axis, for one channel block. Short tiles cost as much as
/// whole ones.
[[nodiscard]] double register_tiles(const Problem& problem, const KernelInfo& kernel, const RegionForm& form,
                                    const std::array<std::int32_t, 3>& pixels) noexcept;

/// True when regions that are cut off at the borders cost less than a copy of the inputs with zeros around.
[[nodiscard]] bool cheaper_in_place(const Problem& problem, const KernelInfo& kernel,
                                    const Blocking& blocking) noexcept;

}  // namespace convt::detail
