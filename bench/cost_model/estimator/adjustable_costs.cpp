#include "adjustable_costs.hpp"

#include <map>

namespace convt {
namespace {

std::map<Isa, detail::TierCosts>& adjusted() {
    static std::map<Isa, detail::TierCosts> costs;
    return costs;
}

}  // namespace

void tools::set_costs(Isa isa, const detail::TierCosts& costs) {
    adjusted()[isa] = costs;
}

// The linker takes this one, as it comes before the archive that holds the library's.
const detail::TierCosts& detail::costs_of(const KernelInfo& kernel) noexcept {
    const auto found = adjusted().find(kernel.isa);
    if (found != adjusted().end()) return found->second;
    return adjusted()[kernel.isa] = costs_of_core(core_of(kernel), l2_beside(kernel));
}

}  // namespace convt
