#pragma once

#include "algorithms/conv_transpose.h"
#include "algorithms/depthrows.h"
#include "algorithms/depthwise.h"
#include "algorithms/rows.h"

namespace convt::schedules {

/// Places the loops of one microkernel. Each strategy has a file of its own, which says what it assumes, the
/// loop nest it makes and what was measured.
void schedule_direct(generators::ConvTranspose& algorithm, const Halide::Target& target);
void schedule_planar(generators::ConvTranspose& algorithm, const Halide::Target& target);
void schedule_depthwise(generators::Depthwise& algorithm, const Halide::Target& target);
void schedule_rows(generators::Rows& algorithm, const Halide::Target& target);
void schedule_depthrows(generators::DepthRows& algorithm, const Halide::Target& target);

/// Keeps the offsets of all places of a region on the stack, computed before the first tile, of which each
/// has `tile_places`.
void schedule_offsets(Halide::Func& offsets, const Halide::Var& place, const Halide::Expr& places,
                      int tile_places, const Halide::Target& target);

/// The same for the pieces of a region's rows.
void schedule_pieces(generators::RowPieces& pieces, const Halide::Target& target);

/// Sums of channel_block × tile_pixels in registers, lanes on channels; the innermost loop takes
/// `channels_per_turn` input channels a turn where their number is a multiple, else one.
void schedule_register_tile(generators::ConvTranspose& algorithm, const Halide::Target& target,
                            int channels_per_turn);

/// Floats that one register holds.
int float_lanes(const Halide::Target& target);

/// True for tiles whose every product takes a scalar of its own from memory, in one instruction: one vector
/// of AVX-512 (own_pointers.h).
bool multiplies_by_memory(int channel_block, const Halide::Target& target);

/// True where one instruction multiplies and adds, so that a product needs no register of its own.
bool fuses_multiply_add(const Halide::Target& target);

}  // namespace convt::schedules
