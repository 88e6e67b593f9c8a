#include "planning/plan_state.hpp"

namespace convt::detail {

double products_per_useful(const PlanState& plan) {
    const auto useful = static_cast<double>(useful_macs(plan.desc));
    return useful > 0 ? plan.plan().products() / useful : 0;
}

}  // namespace convt::detail
