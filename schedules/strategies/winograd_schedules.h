#pragma once

#include "algorithms/winograd.h"

namespace convt::schedules {

/// Place the loops of the three steps of a Winograd block. Lanes are channels in each of them.
void schedule_winograd_inputs(generators::WinogradInputs& algorithm, const Halide::Target& target);
void schedule_winograd_multiply(generators::WinogradMultiply& algorithm, int channel_block, int tile_pixels,
                                const Halide::Target& target);
void schedule_winograd_outputs(generators::WinogradOutputs& algorithm, const Halide::Target& target);

}  // namespace convt::schedules
