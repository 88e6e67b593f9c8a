#pragma once

#include "algorithms/tapped.h"
#include "parts/target_facts.h"

namespace convt::schedules {

/// Place the loops of the two steps of a tapped block, and add the passes of their lowered code.
void schedule_tapped_multiply(generators::TappedMultiply& algorithm, const Halide::Pipeline& pipeline,
                              const Halide::Target& target);
void schedule_tapped_gather(generators::TappedGather& algorithm);

/// Why no kernel of these parameters is made.
Refusal check_tapped_multiply(int channel_block, int tile_pixels, const Halide::Type& summed,
                              const Halide::Target& target);
Refusal check_tapped_gather(int lanes);

}  // namespace convt::schedules
