#pragma once

#include <memory>

#include "planning/plan_state.hpp"

namespace convt::detail {

/// The plan that measurements find fastest, beginning with what the cost model chose: as a MeasuredTable
/// remembers it, or measured now and remembered. May throw std::bad_alloc.
[[nodiscard]] std::shared_ptr<const PlanState> measure_plan(
    const std::shared_ptr<const PlanState>& estimated);

}  // namespace convt::detail
