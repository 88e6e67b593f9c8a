#include "adjustable_costs.hpp"

#include <map>
#include <utility>

namespace convt {
namespace {

/// By tier, and whether elements are summed in more than 4 bytes.
using CostsOfTiers = std::map<std::pair<Isa, bool>, detail::TierCosts>;

CostsOfTiers& adjusted() {
    static CostsOfTiers costs;
    return costs;
}

}  // namespace

void tools::set_costs(Isa isa, const detail::TierCosts& costs) {
    adjusted()[{isa, false}] = costs;
    adjusted()[{isa, true}] = for_elements_of(costs, 8);
}

// The linker takes this one, as it comes before the archive that holds the library's.
const detail::TierCosts& detail::costs_of(const KernelInfo& kernel) noexcept {
    const std::pair key(kernel.isa, summed_bytes(kernel.dtype) > 4);
    if (adjusted().count(key) == 0) {
        tools::set_costs(kernel.isa, costs_of_core(core_of(kernel), l2_beside(kernel)));
    }
    return adjusted().find(key)->second;
}

}  // namespace convt
