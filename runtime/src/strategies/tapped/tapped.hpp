#pragma once

#include "strategies/strategy.hpp"

namespace convt::detail {

/// One product for all taps of an input, its columns summed up per output; lanes are taps and channels.
extern const Strategy kTapped;

}  // namespace convt::detail
