#pragma once

#include "strategies/strategy.hpp"

namespace convt::detail {

/// Plain C++ loops over the gather form, which serve every problem.
extern const Strategy kReference;

}  // namespace convt::detail
