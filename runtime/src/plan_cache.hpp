#pragma once

#include "convt/plan.hpp"

namespace convt::detail {

/// The plan of a problem for this CPU, made once per thread and kept while the thread's cache has room.
[[nodiscard]] Result<Plan> cached_plan(const ConvTransposeDesc& desc);

}  // namespace convt::detail
