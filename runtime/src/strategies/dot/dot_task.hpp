#pragma once

#include "strategies/dot/dot_plan.hpp"

namespace convt::detail {

/// Computes one task of a dot plan.
void run_dot_task(const DotPlan& plan, const RunArgs& args, std::int64_t task, std::byte* workspace) noexcept;

}  // namespace convt::detail
