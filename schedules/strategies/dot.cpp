#include "strategies/dot_schedules.h"

namespace convt::schedules {

Refusal check_dot_multiply(int channel_block, int tile_pixels, int terms, const Halide::Target& target) {
    const int lanes = lanes_of(Halide::Int(32), target);
    const bool has_dot = target.has_feature(Halide::Target::AVX512_Zen4);
    if (terms != 2 && !(terms == 4 && has_dot)) {
        return "terms is " + std::to_string(terms) +
               "; it must be 2, or with instructions for four bytes (avx512_zen4) 4";
    }
    return first_of({check_multiple("channel_block", channel_block, lanes, "the lanes of a register"),
                     check_multiple("tile_pixels", tile_pixels, 1, "a pixel"),
                     check_register_tile(channel_block / std::max(lanes, 1), tile_pixels, target)});
}

/// Lanes are output channels; each holds the sums of `terms` products that one instruction adds up:
/// vpdpbusd's of four bytes, or pmaddwd's of two times 16 bits, to whose weights bytes are widened as they
/// are loaded.
///
///     for block                               its weights stay in L1 or L2 while all tiles use them
///       for tile
///         for tap, step                       one load per vector, one broadcast of `terms` inputs per pixel
///           sum(lane, pixel) += ...           unrolled
///         sums = sum
void schedule_dot_multiply(generators::DotMultiply& a) {
    const int channels = a.shape.lanes * a.shape.vectors;
    a.sums.bound(a.lane, 0, channels)
        .bound(a.pixel, 0, a.shape.pixels)
        .vectorize(a.lane, a.shape.lanes)
        .unroll(a.lane)
        .unroll(a.pixel);
    a.sum.compute_at(a.sums, a.tile)
        .store_in(Halide::MemoryType::Stack)
        .bound(a.lane, 0, channels)
        .bound(a.pixel, 0, a.shape.pixels)
        .vectorize(a.lane, a.shape.lanes)
        .unroll(a.lane)
        .unroll(a.pixel);
    a.sum.update()
        .reorder({a.term.x, a.lane, a.pixel, a.term.y, a.term.z, a.tile, a.block})
        .atomic()
        .vectorize(a.term.x)
        .vectorize(a.lane, a.shape.lanes)
        .unroll(a.lane)
        .unroll(a.pixel);
}

/// Lanes are channels; those that whole vectors leave are computed again by a last one that moves back. Fewer
/// channels than a vector go one by one.
void schedule_dot_row(generators::DotRow& row, const Halide::Expr& usual, const Halide::Target& target) {
    const int lanes = lanes_of(Halide::Int(32), target);
    const Halide::Expr channels = row.outputs.output_buffer().dim(0).extent();
    for (int d = 0; d < 2; ++d) row.outputs.output_buffer().dim(d).set_min(0);
    row.outputs.specialize(channels >= lanes && usual)
        .vectorize(row.channel, lanes, Halide::TailStrategy::ShiftInwards);
    row.outputs.specialize(channels >= lanes)
        .vectorize(row.channel, lanes, Halide::TailStrategy::ShiftInwards);
}

}  // namespace convt::schedules
