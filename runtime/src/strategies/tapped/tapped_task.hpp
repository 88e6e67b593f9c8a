#pragma once

#include <cstddef>
#include <cstdint>

#include "strategies/region/task.hpp"

namespace convt::detail {

/// Computes one task of a tapped plan: task in [0, tapped->tasks).
/// @param workspace tapped->workspace_bytes() of scratch, aligned to 64 bytes
void run_tapped_task(const PlanState& plan, const RunArgs& args, std::int64_t task,
                     std::byte* workspace) noexcept;
/// The same for a tapplanar kernel.
void run_tapplanar_task(const PlanState& plan, const RunArgs& args, std::int64_t task,
                        std::byte* workspace) noexcept;

}  // namespace convt::detail
