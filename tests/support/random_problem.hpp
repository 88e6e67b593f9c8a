#pragma once

#include "convt/desc.hpp"
#include "support/random.hpp"

namespace convt::support {

/// A valid problem of any kind, small enough for the oracle to take milliseconds.
[[nodiscard]] ConvTransposeDesc random_problem(Random& random);

}  // namespace convt::support
