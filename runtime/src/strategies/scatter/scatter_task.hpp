#pragma once

#include "strategies/scatter/scatter_plan.hpp"

namespace convt::detail {

/// Computes one task of a scatter plan.
void run_scatter_task(const ScatterPlan& plan, const RunArgs& args, std::int64_t task,
                      std::byte* workspace) noexcept;

}  // namespace convt::detail
