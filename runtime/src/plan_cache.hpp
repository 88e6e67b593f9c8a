#pragma once

#include "convt/plan.hpp"

namespace convt::detail {

/// The plan of a problem for this CPU, made once and kept while the cache has room. Thread-safe.
[[nodiscard]] Result<Plan> cached_plan(const ConvTransposeDesc& desc);

}  // namespace convt::detail
