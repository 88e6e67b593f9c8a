#pragma once

#include <cstddef>
#include <cstdint>

#include "planning/plan_state.hpp"

namespace convt::detail {

/// The tensors of one run.
struct RunArgs {
    const float* inputs;
    const float* packed;
    const float* bias;  ///< may be null
    float* outputs;
};

/// Computes one task of a plan, whatever its strategy: task in [0, blocking.tasks). The outputs of all tasks
/// partition the tensor: two tasks write no output in common, and what they write does not depend on the
/// order.
/// @param workspace blocking.workspace_bytes() of scratch, aligned to 64 bytes
void compute_task(const PlanState& plan, const RunArgs& args, std::int64_t task,
                  std::byte* workspace) noexcept;

/// The same for strategies that call regions: task in [0, blocking.tasks).
/// @param workspace blocking.workspace_bytes() of scratch, aligned to 64 bytes
void run_task(const PlanState& plan, const RunArgs& args, std::int64_t task, std::byte* workspace) noexcept;

/// Computes one image and group with plain loops: task = image * groups + group.
void run_reference(const PlanState& plan, const RunArgs& args, std::int64_t task) noexcept;

/// Calls a microkernel.
void call_region(contract::RegionFn region, const contract::RegionArgs& args) noexcept;

}  // namespace convt::detail
