#pragma once

#include "strategies/tapped/tapped_plan.hpp"

namespace convt::detail {

/// Computes one task of a tapped plan.
void run_tapped_task(const TappedPlan& plan, const RunArgs& args, std::int64_t task,
                     std::byte* workspace) noexcept;

}  // namespace convt::detail
