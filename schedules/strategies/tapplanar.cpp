#include "strategies/tapplanar_schedules.h"

#include "contract/kernel_contract.h"
#include "passes/prefetch.h"

namespace convt::schedules {

/// Tiles are whole registers of places; the ring of columns has room for the widest.
Refusal check_tapplanar_multiply(int channel_block, int tile_pixels, const Halide::Type& summed,
                                 const Halide::Target& target) {
    const int lanes = lanes_of(summed, target);
    return first_of({check_multiple("channel_block", channel_block, 1, "a column"),
                     check_multiple("tile_pixels", tile_pixels, lanes, "the lanes of a register"),
                     check_register_tile(tile_pixels / lanes, channel_block, target)});
}

/// Outputs of a position are shuffled together in registers.
Refusal check_tapplanar_gather(int outputs) {
    constexpr int kMostShuffled = 8;
    if (outputs >= 1 && outputs <= kMostShuffled) return {};
    return "outputs is " + std::to_string(outputs) + "; at least 1 and at most " +
           std::to_string(kMostShuffled);
}

// clang-format off
/// Lanes are places: adjacent pixels of a staged block, whose channels follow each other.
///
///     for tile                                its inputs stay in L1 while all blocks of columns use them
///       for block                             the kernel stays in L1 or L2: taps × channels are few
///         for ci                              one load per vector, one broadcast per column, and one prefetch
///                                             per line of the inputs that are read next
///           sum(place, column) += ...         unrolled
///         columns = sum
///
/// Measured on 2026-11-25, AMD Zen 4 (AVX-512, 2 cores, KVM), channels_last, one thread, in ms, beside what
/// tapped kernels took in the same run: 2x2 stride 2, 16->1, 368x368 0.60 and 1.11; 24->1, 480x480 2.7 and
/// 3.9; 3x3 stride 1, 32->1, 28x28 0.0115 (33 % of the FMA peak) and 0.0123. Of the first, transposing
/// inputs takes 36 %, this multiply 24 % and the gather 13 %.
// clang-format on
void schedule_tapplanar_multiply(generators::TapplanarMultiply& a, const Halide::Pipeline& pipeline) {
    a.columns.update()
        .allow_race_conditions()
        .reorder({a.write_lane, a.write_vector, a.write_column, a.write_block, a.write_tile})
        .vectorize(a.write_lane)
        .unroll(a.write_vector)
        .unroll(a.write_column);
    a.sum.compute_at(a.columns, a.write_block)
        .store_in(Halide::MemoryType::Stack)
        .bound(a.lane, 0, a.shape.lanes)
        .bound(a.vector, 0, a.shape.vectors)
        .bound(a.column, 0, a.shape.columns)
        .vectorize(a.lane)
        .unroll(a.vector)
        .unroll(a.column);
    a.sum.update()
        .reorder({a.lane, a.vector, a.column, a.channel, a.block, a.tile})
        .vectorize(a.lane)
        .unroll(a.vector)
        .unroll(a.column);
    prefetch_into_every_cache(pipeline);
}

/// Lanes are positions; the outputs of a position, each in registers of its own, are shuffled together when
/// they are stored.
///
///     for tile of positions
///       for output                            unrolled
///         for tap                             one load and one addition per vector
///       row = activate(sum)
void schedule_tapplanar_gather(generators::TapplanarGather& a) {
    a.row.update()
        .allow_race_conditions()
        .reorder({a.write_lane, a.write_output, a.write_vector, a.write_tile})
        .vectorize(a.write_lane)
        .unroll(a.write_output)
        .unroll(a.write_vector);
    a.sum.compute_at(a.row, a.write_tile)
        .store_in(Halide::MemoryType::Stack)
        .bound(a.lane, 0, a.shape.lanes)
        .bound(a.vector, 0, a.shape.vectors)
        .bound(a.output, 0, a.shape.outputs)
        .vectorize(a.lane)
        .unroll(a.vector)
        .unroll(a.output);
    for (int stage : {0, 1}) {
        const Halide::RVar& tap = stage == 0 ? a.whole.x : a.part.x;
        a.sum.update(stage)
            .reorder({a.lane, a.vector, tap, a.output, a.tile})
            .vectorize(a.lane)
            .unroll(a.vector)
            .unroll(a.output);
    }
}

}  // namespace convt::schedules
