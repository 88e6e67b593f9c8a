#pragma once

#include <cstddef>
#include <cstdint>

#include "strategies/region/task.hpp"

namespace convt::detail {

/// Computes one task of a Winograd plan: task in [0, winograd->tasks).
/// @param workspace winograd->workspace_bytes of scratch, aligned to 64 bytes
void run_winograd_task(const PlanState& plan, const RunArgs& args, std::int64_t task,
                       std::byte* workspace) noexcept;

}  // namespace convt::detail
