#include "strategies/tapped_schedules.h"

#include <algorithm>

#include "passes/prefetch.h"

namespace convt::schedules {
namespace {

/// Input channels in one iteration of the innermost loop. A tile of one vector has more pixels than there are
/// registers for their addresses: an iteration of four loads each of them once instead of twice. With two
/// channels an iteration, AVX-512's wider tiles store broadcasts and addresses in the loop: 1.05 to 1.7 times
/// as slow, depending on where the stack lies (Zen 4, 2026-11-27). base's products take registers of their
/// own.
int channels_per_iteration(const generators::TappedMultiply& a, const Halide::Target& target) {
    if (!fuses_multiply_add(target)) return 1;
    if (a.tile_shape.pixels > 12) return 4;
    return target.has_feature(Halide::Target::AVX512) && a.tile_shape.vectors > 1 ? 1 : 2;
}

}  // namespace

/// Blocks are whole registers of columns, or a part of one that is a vector of its own.
Refusal check_tapped_multiply(int channel_block, int tile_pixels, const Halide::Type& summed,
                              const Halide::Target& target) {
    const int lanes = std::min(lanes_of(summed, target), std::max(channel_block, 1));
    if (channel_block == lanes && (lanes & (lanes - 1)) != 0) {
        return "channel_block is " + std::to_string(channel_block) +
               "; less than a register must be a power of two";
    }
    return first_of({check_multiple("channel_block", channel_block, lanes, "the lanes of a register"),
                     check_multiple("tile_pixels", tile_pixels, 1, "a pixel"),
                     check_register_tile(channel_block / lanes, tile_pixels, target)});
}

Refusal check_tapped_gather(int lanes) {
    const bool power = lanes > 0 && (lanes & (lanes - 1)) == 0;
    if (power && lanes <= contract::kTappedSlack) return {};
    return "lanes is " + std::to_string(lanes) + "; it must be a power of two of at most " +
           std::to_string(contract::kTappedSlack) + " (kTappedSlack)";
}

/// Lanes are columns: taps and output channels. The register tile of `direct` with one tap; there is nothing
/// to activate yet.
///
///     for tile                                its inputs stay in L1 while all blocks use them
///       for block                             the kernel stays in L2: taps × channels are few
///         for ci, a few an iteration          one load per column vector, one broadcast per place, and one
///           sum(lane, pixel) += ...           prefetch of the next tile; unrolled
///         columns = sum
void schedule_tapped_multiply(generators::TappedMultiply& a, const Halide::Pipeline& pipeline,
                              const Halide::Target& target) {
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
    Halide::RVar iteration("iteration"), channel("channel_in");
    a.sum.update()
        .split(a.channel, iteration, channel, channels_per_iteration(a, target),
               Halide::TailStrategy::GuardWithIf)
        .reorder({a.lane, a.vector, a.pixel, channel, iteration, a.block, a.tile})
        .vectorize(a.lane)
        .unroll(a.vector)
        .unroll(a.pixel)
        .unroll(channel);
    prefetch_into_every_cache(pipeline);
}

/// Lanes are the phases x and channels of one position, which are adjacent in the row as well as among the
/// columns of a tap.
///
///     for output, kTappedUnroll at a time
///       for vector of the segment             sums of these outputs, in registers
///         for tap                             one load and one addition per output
///         row = activate(sum)
void schedule_tapped_gather(generators::TappedGather& a) {
    a.row.update()
        .allow_race_conditions()
        .reorder({a.write_lane, a.write_output, a.write_vector, a.write_step})
        .vectorize(a.write_lane)
        .unroll(a.write_output);
    a.sum.compute_at(a.row, a.write_vector)
        .store_in(Halide::MemoryType::Stack)
        .bound(a.lane, 0, a.lanes)
        .bound(a.output, 0, contract::kTappedUnroll)
        .vectorize(a.lane)
        .unroll(a.output);
    a.sum.update(0)
        .reorder({a.lane, a.output, a.whole.x, a.vector, a.step})
        .vectorize(a.lane)
        .unroll(a.output);
    a.sum.update(1)
        .reorder({a.lane, a.output, a.part.x, a.vector, a.step})
        .vectorize(a.lane)
        .unroll(a.output);
}

}  // namespace convt::schedules
