#pragma once

#include "algorithms/tapped.h"

namespace convt::schedules {

/// Place the loops of the two steps of a tapped block.
void schedule_tapped_multiply(generators::TappedMultiply& algorithm, const Halide::Target& target);
void schedule_tapped_gather(generators::TappedGather& algorithm);

}  // namespace convt::schedules
