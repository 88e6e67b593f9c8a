#pragma once

#include <string>
#include <vector>

#include "convt/plan.hpp"

namespace convt::tools {

/// The kernel of one strategy that the cost model ranks best for a problem.
struct RankedStrategy {
    std::string strategy;  ///< as kernel names have it: "direct", "winograd4"
    std::string kernel;
    double cycles = 0;  ///< the estimate
};

/// Every strategy that can serve the plan's problem under the options, fewest cycles first; none where the
/// options name a kernel.
[[nodiscard]] std::vector<RankedStrategy> rank_strategies(const Plan& plan, const PlanOptions& options);

/// Why the plan has its kernel, as a sentence without its full stop.
[[nodiscard]] std::string reason_of(const Plan& plan, const PlanOptions& options,
                                    const std::vector<RankedStrategy>& ranked);

}  // namespace convt::tools
