#pragma once

#include "algorithms/tapplanar.h"
#include "parts/target_facts.h"

namespace convt::schedules {

/// Place the loops of the two steps of a tapplanar block, and add the passes of their lowered code.
void schedule_tapplanar_multiply(generators::TapplanarMultiply& algorithm, const Halide::Pipeline& pipeline);
void schedule_tapplanar_gather(generators::TapplanarGather& algorithm);

/// Why no kernel of these parameters is made.
Refusal check_tapplanar_multiply(int channel_block, int tile_pixels, const Halide::Type& summed,
                                 const Halide::Target& target);
Refusal check_tapplanar_gather(int outputs);

}  // namespace convt::schedules
