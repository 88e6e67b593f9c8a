#include "planning/costs/tier_costs.hpp"

#include <array>

#include "machine/cpu.hpp"
#include "planning/costs/core_costs.hpp"

namespace convt::detail {
namespace {

/// By kind of core, for elements of 4 bytes and of 8.
using CostsOfCores = std::array<std::array<TierCosts, 2>, kCores>;

CostsOfCores beside(std::int64_t l2_bytes) noexcept {
    CostsOfCores costs{};
    for (int core = 0; core < kCores; ++core) {
        const TierCosts fitted = costs_of_core(static_cast<Core>(core), l2_bytes);
        costs[static_cast<std::size_t>(core)] = {fitted, for_elements_of(fitted, 8)};
    }
    return costs;
}

}  // namespace

// In a file of its own: the program that tries other costs (bench/cost_model/estimator) has one instead.
const TierCosts& costs_of(const KernelInfo& kernel) noexcept {
    static const CostsOfCores here = beside(l2_bytes());
    static const CostsOfCores anywhere = beside(0);
    const CostsOfCores& costs = kernel.parts->any_cpu ? anywhere : here;
    const std::size_t wide = summed_bytes(kernel.dtype) > 4 ? 1 : 0;
    return costs[static_cast<std::size_t>(core_of(kernel))][wide];
}

}  // namespace convt::detail
