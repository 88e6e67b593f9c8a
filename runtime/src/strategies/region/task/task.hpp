#pragma once

#include <cstddef>
#include <cstdint>

#include "strategies/region/region_plan.hpp"

namespace convt::detail {

/// Computes one task of a region plan.
void run_region_task(const RegionPlan& plan, const RunArgs& args, std::int64_t task,
                     std::byte* workspace) noexcept;

}  // namespace convt::detail
