#include "schedules.h"
#include "winograd_schedules.h"

namespace convt::schedules {
namespace {

/// Input channels in one turn of the innermost loop. Two save instructions, but with 24 sums of AVX-512 in
/// registers LLVM hoists both turns' broadcasts and spills them: measured 78-96 GFLOP/s with two, 117 with
/// one (Zen 4, peak 118, operands in L1). base's products take registers of their own and spill, too.
int channels_per_turn(const Halide::Target& target) {
    return target.has_feature(Halide::Target::AVX512) || !fuses_multiply_add(target) ? 1 : 2;
}

}  // namespace

/// Lanes are output channels. The same register tile as `direct`, without taps: tiles take the place of
/// pixels. Tiles come in whole register tiles; the runtime pads their number.
///
///     for node                                   its inputs stay in L2 while all blocks use them
///       for block                                its kernel stays in L1 while all tiles use it
///         for register tile                      tile_pixels × channel_block sums, in registers
///           for ci, in turns                     one load per channel vector, one broadcast per tile
///
/// Share of the FMA peak with 24 tiles, 256 input channels and 16 nodes (Zen 4, one thread, 2026-11-24):
/// 32x12 on AVX-512 99 % with the kernel in L3 and 89 % from memory; 16x6 on AVX2 98 % and 60 %, since one
/// register of the kernel serves 6 tiles and is used up faster than memory brings the next.
void schedule_winograd_multiply(generators::WinogradMultiply& a, int channel_block, int tile_pixels,
                                const Halide::Target& target) {
    const int lanes = float_lanes(target);
    Halide::Var tiles("tiles"), in_tiles("in_tiles");
    a.products.bound(a.lane, 0, channel_block)
        .split(a.tile, tiles, in_tiles, tile_pixels, Halide::TailStrategy::RoundUp)
        .reorder(a.lane, in_tiles, tiles, a.block, a.node)
        .vectorize(a.lane, lanes)
        .unroll(a.lane)
        .unroll(in_tiles);
    a.sum.compute_at(a.products, tiles)
        .store_in(Halide::MemoryType::Stack)
        .bound_extent(a.tile, tile_pixels)
        .vectorize(a.lane, lanes)
        .unroll(a.lane)
        .unroll(a.tile);
    Halide::RVar turn("turn"), in_turn("in_turn");
    a.sum.update()
        .split(a.channel, turn, in_turn, channels_per_turn(target), Halide::TailStrategy::GuardWithIf)
        .reorder({a.lane, a.tile, in_turn, turn})
        .vectorize(a.lane, lanes)
        .unroll(a.lane)
        .unroll(a.tile)
        .unroll(in_turn);
}

}  // namespace convt::schedules
