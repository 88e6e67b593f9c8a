#include "strategies/tapped_schedules.h"

#include "strategies/schedules.h"

namespace convt::schedules {
namespace {

/// Input channels in one turn of the innermost loop. A tile of one vector has more pixels than there are
/// registers for their addresses: a turn of four loads each of them once instead of twice. With two channels
/// a turn, AVX-512's wider tiles store broadcasts and addresses in the loop: 1.05 to 1.7 times as slow,
/// depending on where the stack lies (Zen 4, 2026-11-27). base's products take registers of their own.
int channels_per_turn(const generators::TappedMultiply& a, const Halide::Target& target) {
    if (!fuses_multiply_add(target)) return 1;
    if (a.tile_shape.pixels > 12) return 4;
    return target.has_feature(Halide::Target::AVX512) && a.tile_shape.vectors > 1 ? 1 : 2;
}

}  // namespace

/// Lanes are columns: taps and output channels. The register tile of `direct` with one tap; there is nothing
/// to activate yet.
///
///     for tile                                its inputs stay in L1 while all blocks use them
///       for block                             the kernel stays in L2: taps × channels are few
///         for ci, in turns                    one load per column vector, one broadcast per place, and one
///           sum(lane, pixel) += ...           prefetch of the next tile; unrolled
///         columns = sum
void schedule_tapped_multiply(generators::TappedMultiply& a, const Halide::Target& target) {
    a.columns.update()
        .allow_race_conditions()
        .reorder({a.write_lane, a.write_vector, a.write_pixel, a.write_block, a.write_tile})
        .vectorize(a.write_lane)
        .unroll(a.write_vector)
        .unroll(a.write_pixel);
    a.sum.compute_at(a.columns, a.write_block)
        .store_in(Halide::MemoryType::Stack)
        .bound(a.lane, 0, a.tile_shape.lanes)
        .bound(a.vector, 0, a.tile_shape.vectors)
        .bound(a.pixel, 0, a.tile_shape.pixels)
        .vectorize(a.lane)
        .unroll(a.vector)
        .unroll(a.pixel);
    Halide::RVar turn("turn"), in_turn("in_turn");
    a.sum.update()
        .split(a.channel, turn, in_turn, channels_per_turn(a, target), Halide::TailStrategy::GuardWithIf)
        .reorder({a.lane, a.vector, a.pixel, in_turn, turn, a.block, a.tile})
        .vectorize(a.lane)
        .unroll(a.vector)
        .unroll(a.pixel)
        .unroll(in_turn);
}

/// Lanes are the phases x and channels of one position, which are neighbours in the row as well as among the
/// columns of a tap.
///
///     for output, a few a turn
///       for vector of the segment             sums of the turn, in registers
///         for tap                             one load and one addition per output
///         row = activate(sum)
void schedule_tapped_gather(generators::TappedGather& a) {
    a.row.update()
        .allow_race_conditions()
        .reorder({a.write_lane, a.write_output, a.write_vector, a.write_turn})
        .vectorize(a.write_lane)
        .unroll(a.write_output);
    a.sum.compute_at(a.row, a.write_vector)
        .store_in(Halide::MemoryType::Stack)
        .bound(a.lane, 0, a.lanes)
        .bound(a.output, 0, contract::kTappedUnroll)
        .vectorize(a.lane)
        .unroll(a.output);
    a.sum.update(0)
        .reorder({a.lane, a.output, a.whole.x, a.vector, a.turn})
        .vectorize(a.lane)
        .unroll(a.output);
    a.sum.update(1)
        .reorder({a.lane, a.output, a.part.x, a.vector, a.turn})
        .vectorize(a.lane)
        .unroll(a.output);
}

}  // namespace convt::schedules
