#pragma once

#include "strategies/winograd/winograd_plan.hpp"

namespace convt::detail {

/// Computes one task of a Winograd plan.
void run_winograd_task(const WinogradPlan& plan, const RunArgs& args, std::int64_t task,
                       std::byte* workspace) noexcept;

}  // namespace convt::detail
