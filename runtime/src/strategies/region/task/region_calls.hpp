#pragma once

#include "contract/kernel_contract.h"
#include "strategies/region/region_plan.hpp"

namespace convt::detail {

/// Calls a plan's kernel with a region, in the form that its strategy serves best.
template <class T>
void call_kernel(const RegionPlan& plan, contract::RegionArgsOf<T>& region) noexcept;

}  // namespace convt::detail
