#pragma once

#include <cstdint>
#include <vector>

#include "fuzz/cases/case.hpp"

namespace convt::campaign {

/// The runs of one problem: on each tier convt's own choice, and a kernel of that tier with a split of its
/// own where one of those tried serves the problem. The seed decides everything.
[[nodiscard]] std::vector<Case> draw(std::uint64_t seed, const std::vector<Isa>& tiers);

/// The same of a problem of quantised inputs, by either rule of rounding.
[[nodiscard]] std::vector<Case> draw_integers(std::uint64_t seed, const std::vector<Isa>& tiers);

/// Tiers that this CPU runs and that this build has kernels of floats for, and of integers.
[[nodiscard]] std::vector<Isa> runnable_tiers();
[[nodiscard]] std::vector<Isa> integer_tiers();

/// The plan of a case.
[[nodiscard]] Result<Plan> plan_of(const Case& c);

}  // namespace convt::campaign
