#pragma once

#include "strategies/strategy.hpp"

namespace convt::detail {

/// Products of one tap at a time, added to outputs that stay in cache. A tile's pixels are whichever inputs
/// the tap brings to an output, so that none is multiplied that meets no output, and tiles are full whatever
/// the geometry.
extern const Strategy kScatter;

}  // namespace convt::detail
