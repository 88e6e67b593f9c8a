#pragma once

#include "strategies/strategy.hpp"

namespace convt::detail {

/// One product for all taps of an input, its columns summed up per output; lanes are adjacent input
/// pixels.
extern const Strategy kTapplanar;

}  // namespace convt::detail
