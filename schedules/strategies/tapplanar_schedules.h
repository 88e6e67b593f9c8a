#pragma once

#include "algorithms/tapplanar.h"

namespace convt::schedules {

/// Place the loops of the two steps of a tapplanar block.
void schedule_tapplanar_multiply(generators::TapplanarMultiply& algorithm);
void schedule_tapplanar_gather(generators::TapplanarGather& algorithm);

}  // namespace convt::schedules
