#include "planning/tier_costs.hpp"

#include "planning/core_costs.hpp"

namespace convt::detail {

// In a file of its own: the program that tries other costs (bench/cost_model/estimator) has one instead.
TierCosts costs_of(const KernelInfo& kernel) noexcept {
    return costs_of_core(core_of(kernel), l2_beside(kernel));
}

}  // namespace convt::detail
