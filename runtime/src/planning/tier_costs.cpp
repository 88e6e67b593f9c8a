#include "planning/tier_costs.hpp"

#include <array>

#include "machine/cpu.hpp"
#include "planning/core_costs.hpp"

namespace convt::detail {
namespace {

using CostsOfCores = std::array<TierCosts, kCores>;

CostsOfCores beside(std::int64_t l2_bytes) noexcept {
    CostsOfCores costs{};
    for (int core = 0; core < kCores; ++core) {
        costs[static_cast<std::size_t>(core)] = costs_of_core(static_cast<Core>(core), l2_bytes);
    }
    return costs;
}

}  // namespace

// In a file of its own: the program that tries other costs (bench/cost_model/estimator) has one instead.
const TierCosts& costs_of(const KernelInfo& kernel) noexcept {
    static const CostsOfCores here = beside(l2_bytes());
    static const CostsOfCores anywhere = beside(0);
    return (kernel.parts->any_cpu ? anywhere : here)[static_cast<std::size_t>(core_of(kernel))];
}

}  // namespace convt::detail
