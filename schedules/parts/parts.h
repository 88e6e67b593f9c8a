#pragma once

#include "algorithms/regions/conv_transpose.h"
#include "algorithms/regions/row_vectors.h"

namespace convt::schedules {

/// Keeps the offsets of all places of a region on the stack, computed before the first tile, of which each
/// has `tile_places`.
void schedule_offsets(Halide::Func& offsets, const Halide::Var& place, const Halide::Expr& places,
                      int tile_places, const Halide::Target& target);

/// The same for the row vectors of a region.
void schedule_row_vectors(generators::RowVectors& vectors, const Halide::Target& target);

/// Sums of channel_block × tile_pixels in registers, lanes on channels; an iteration of the innermost loop
/// takes `channels_per_iteration` input channels where their number is a multiple, else one.
void schedule_register_tile(generators::ConvTranspose& algorithm, int channels_per_iteration);

}  // namespace convt::schedules
