#pragma once

#include "algorithms/dot.h"
#include "parts/target_facts.h"

namespace convt::schedules {

/// Place the loops of dot kernels.
void schedule_dot_multiply(generators::DotMultiply& algorithm);
/// @param usual a condition that holds for most calls, which get loops of their own
void schedule_dot_row(generators::DotRow& row, const Halide::Expr& usual, const Halide::Target& target);

/// Why no kernel of these parameters is made.
Refusal check_dot_multiply(int channel_block, int tile_pixels, int terms, const Halide::Target& target);

}  // namespace convt::schedules
