#pragma once

#include "strategies/strategy.hpp"

namespace convt::detail {

/// Sums of 8-bit inputs in tiles of registers, requantised row by row.
extern const Strategy kDot;

}  // namespace convt::detail
