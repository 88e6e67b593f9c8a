#pragma once

#include "planning/registry.hpp"
#include "problem/problem.hpp"

namespace convt::detail {

/// The problem in the form that serves a kernel of this room best: groups of one channel become the channels
/// of a depthwise problem; phases fold into channels where all of them meet the same inputs, which makes that
/// a reshape of outputs and kernel.
[[nodiscard]] Problem adapt(const Problem& problem, const KernelInfo& kernel) noexcept;

}  // namespace convt::detail
