#pragma once

#include "algorithms/winograd.h"
#include "parts/target_facts.h"

namespace convt::schedules {

/// Place the loops of the steps of a Winograd block and of its weights, and add the passes of their lowered
/// code. Lanes are channels in each of them.
void schedule_winograd_inputs(generators::WinogradInputs& algorithm, const Halide::Target& target);
void schedule_winograd_weights(generators::WinogradWeights& algorithm, const Halide::Target& target);
void schedule_winograd_multiply(generators::WinogradMultiply& algorithm, int channel_block, int tile_pixels,
                                const Halide::Pipeline& pipeline, const Halide::Target& target);
void schedule_winograd_outputs(generators::WinogradOutputs& algorithm, const Halide::Pipeline& pipeline,
                               const Halide::Target& target);

/// Why no kernel of these parameters is made.
Refusal check_winograd_multiply(int channel_block, int tile_pixels, const Halide::Type& summed,
                                const Halide::Target& target);
Refusal check_winograd_transform(int tile_outputs, const std::array<int, 3>& taps);

}  // namespace convt::schedules
