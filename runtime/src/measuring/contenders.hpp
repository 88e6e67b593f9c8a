#pragma once

#include <vector>

#include "planning/plan_state.hpp"

namespace convt::detail {

/// Plans of a problem by its kernels, as the cost model splits them, the lowest estimate first: those near
/// it.
[[nodiscard]] std::vector<Candidate> kernels_worth_measuring(const PlanState& plan);

/// Plans of the same kernel that split the work otherwise, each in one respect: a block twice or half as
/// long, twice or half as many parts, the calling thread alone. The lowest estimate first: those near it.
[[nodiscard]] std::vector<Candidate> splits_worth_measuring(const PlanState& plan);

}  // namespace convt::detail
