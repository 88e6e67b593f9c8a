#pragma once

#include "planning/costs/core_costs.hpp"

namespace convt::tools {

/// From now on, kernels of a tier are estimated with these costs instead of those of this CPU. Takes the
/// place of the library's costs_of(); not safe beside a thread that plans.
void set_costs(Isa isa, const detail::TierCosts& costs);

}  // namespace convt::tools
