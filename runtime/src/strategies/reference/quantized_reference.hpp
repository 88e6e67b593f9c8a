#pragma once

#include "strategies/strategy.hpp"

namespace convt::detail {

/// The plain loops for 8-bit inputs: sums of int32, requantised one by one.
[[nodiscard]] std::unique_ptr<StrategyPlan> plan_quantized_reference(const PlanArguments& arguments);

}  // namespace convt::detail
