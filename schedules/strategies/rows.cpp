#include "parts/parts.h"
#include "passes/prefetch_outputs.h"
#include "strategies/schedules.h"

namespace convt::schedules {

/// A tile is whole registers of pixels and all phases of its channels.
Refusal check_rows(const generators::KernelShape& shape, const Halide::Target& target) {
    return first_of(
        {check_multiple("outputs", shape.outputs, 1, "a phase"),
         check_multiple("channel_block", shape.channel_block, shape.outputs, "the phases along x"),
         check_multiple("tile_pixels", shape.tile_pixels, shape.lanes, "the lanes of a register"),
         check_register_tile(shape.tile_pixels / shape.lanes, shape.channel_block, target)});
}

/// Lanes are adjacent pixels of a row; phases along x that meet the same inputs are columns beside each
/// other, which are shuffled together when they are stored. For wide channels_first layers whose kernel is a
/// multiple of the stride along x: outputs go where they belong, and nothing is transposed.
///
///     for tile                                its inputs stay in L1 while all blocks of columns use them
///       for block
///         for tap z, tap y, tap x
///           for ci                            one load per vector of pixels, one broadcast per column
///             sum(lane, vector, column) += ...  unrolled
///         output = activate(sum)              the phases of a channel in one run
///
/// AVX-512's 12 columns x 2 vectors hold 24 sums, 2 inputs and a broadcast, 14 loads for 24 products; 6 x 4
/// are as fast (0.95 to 1.05 over 10 layers) and waste more of short rows, 8 x 3 take 1.1 to 1.5 times as
/// long. AVX2's 6 x 2 hold 12 sums and need 8 loads for 12 products.
///
/// Measured on 2026-11-27, Xeon (model 207), one thread, FMA peak 175 GFLOP/s: 2x2 stride 2 64->64, 160x160
/// at 127 (73 % of peak) where direct sums and a transpose took 98; 256->64, 64x64 at 146 and 132; 2x2x2
/// stride 2 64->32, 64x64x64 at 114 and 94; 20->20, 256x512 at 76 and 44 (tapplanar). With AVX2 kernels 1.10
/// times as fast over 22 layers.
void schedule_rows(generators::Rows& a, const Halide::Pipeline& pipeline, const Halide::Target& target) {
    schedule_row_vectors(a.vectors, target);
    a.output.update()
        .allow_race_conditions()
        .reorder({a.write_lane, a.write_phase, a.write_vector, a.write_channel, a.write_block, a.write_tile})
        .vectorize(a.write_lane)
        .unroll(a.write_phase)
        .unroll(a.write_vector)
        .unroll(a.write_channel);
    a.sum.compute_at(a.output, a.write_block)
        .store_in(Halide::MemoryType::Stack)
        .bound(a.lane, 0, a.shape.lanes)
        .bound(a.vector, 0, a.vectors.in_tile)
        .bound(a.column, 0, a.shape.channel_block)
        .vectorize(a.lane)
        .unroll(a.vector)
        .unroll(a.column);
    std::vector<Halide::VarOrRVar> order = {a.lane, a.vector, a.column};
    for (int d = 0; d <= a.shape.rank; ++d) order.emplace_back(Halide::RVar(a.terms[d]));
    order.emplace_back(a.block);
    order.emplace_back(a.tile);
    a.sum.update().reorder(order).vectorize(a.lane).unroll(a.vector).unroll(a.column);
    const int tile_bytes = a.shape.channel_block * a.shape.tile_pixels * a.shape.types.stored.bytes();
    prefetch_outputs_of_tile(pipeline, "output", tile_bytes, true);
}

}  // namespace convt::schedules
