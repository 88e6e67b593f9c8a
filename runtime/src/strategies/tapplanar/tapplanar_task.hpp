#pragma once

#include "strategies/tapplanar/tapplanar_plan.hpp"

namespace convt::detail {

/// Computes one task of a tapplanar plan.
void run_tapplanar_task(const TapplanarPlan& plan, const RunArgs& args, std::int64_t task,
                        std::byte* workspace) noexcept;

}  // namespace convt::detail
