#pragma once

#include "strategies/strategy.hpp"

namespace convt::detail {

/// Winograd's minimal filtering: transforms around products of tiles; lanes are channels.
extern const Strategy kWinograd;

}  // namespace convt::detail
