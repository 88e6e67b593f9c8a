#pragma once

#include "strategies/winograd/winograd_plan.hpp"

namespace convt::detail {

/// Computes one task of a Winograd plan.
/// @param unpacked weights that the task packs; null where args.packed has them
void run_winograd_task(const WinogradPlan& plan, const RunArgs& args, std::int64_t task, std::byte* workspace,
                       const UnpackedWeights* unpacked) noexcept;

}  // namespace convt::detail
