#pragma once

#include "strategies/strategy.hpp"

namespace convt::detail {

/// Strategies whose kernels compute a region: a box of output pixels of one phase, for a range of channels.
/// They share a planner and a task; forms.hpp says what tells them apart.
extern const Strategy kRegion;

}  // namespace convt::detail
