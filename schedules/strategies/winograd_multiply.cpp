#include "contract/kernel_contract.h"
#include "passes/prefetch_next_panel.h"
#include "passes/prefetch_stream.h"
#include "strategies/winograd_schedules.h"

namespace convt::schedules {
namespace {

/// Input channels in one iteration of the innermost loop. Two save instructions, but with 24 sums of AVX-512
/// in registers LLVM hoists both channels' broadcasts and spills them: measured 78-96 GFLOP/s with two, 117
/// with one (Zen 4, peak 118, operands in L1). Tiles of one vector have no broadcasts. base's products take
/// registers of their own and spill, too.
int channels_per_iteration(int channel_block, int lanes, const Halide::Target& target) {
    if (multiplies_by_memory(channel_block, lanes, target)) return 4;
    return target.has_feature(Halide::Target::AVX512) || !fuses_multiply_add(target) ? 1 : 2;
}

/// Elements between the nodes of adjacent tiles for which tiles of one vector have loops of their own: the
/// channels of common layers, as pixel_pitch (runtime/src/strategies/region/stage.hpp) lays them out. There
/// all scalars lie at constant distances from one pointer, and 96 products take 108 instructions instead of
/// 130, none of them with an index. In tiles of more vectors, which use a scalar more than once, it made no
/// difference (0.99 to 1.01, ten layers).
constexpr int kPitches[] = {16, 32, 48, 64, 96, 128, 192, 256};

}  // namespace

/// Blocks are whole registers of channels.
Refusal check_winograd_multiply(int channel_block, int tile_pixels, const Halide::Type& summed,
                                const Halide::Target& target) {
    const int lanes = lanes_of(summed, target);
    if (channel_block > contract::kMaxWinogradBlock) {
        return "channel_block is " + std::to_string(channel_block) + "; at most " +
               std::to_string(contract::kMaxWinogradBlock) + " (kMaxWinogradBlock)";
    }
    return first_of({check_multiple("channel_block", channel_block, lanes, "the lanes of a register"),
                     check_multiple("tile_pixels", tile_pixels, 1, "a tile"),
                     check_register_tile(channel_block / lanes, tile_pixels, target)});
}

/// Lanes are output channels. The same register tile as `direct`, without taps: tiles take the place of
/// pixels. Tiles come in whole register tiles; the runtime pads their number.
///
///     for node                                   its inputs stay in L2 while all blocks use them
///       for block                                its kernel stays in L1 while all tiles use it
///         for register tile                      tile_pixels × channel_block sums, in registers
///           for ci, a few an iteration           one load per channel vector, one broadcast per tile
///
/// Share of the FMA peak with 24 tiles, 256 input channels and 16 nodes (Zen 4, one thread, 2026-11-24):
/// 32x12 on AVX-512 99 % with the kernel in L3 and 89 % from memory; 16x6 on AVX2 98 % and 60 %, since one
/// register of the kernel serves 6 tiles and is used up faster than memory brings the next.
///
/// 16x24, for 16 to 31 output channels and other numbers that 32 does not divide: rife_ref3 1.5 to 1.7,
/// spleeter_u5 1.3 to 1.5, htdemucs_f3 1.25, linknet_d1 1.1 to 1.4 times as fast as direct sums (Xeon model
/// 207, one thread, 2026-11-27).
void schedule_winograd_multiply(generators::WinogradMultiply& a, int channel_block, int tile_pixels,
                                const Halide::Pipeline& pipeline, const Halide::Target& target) {
    const int lanes = lanes_of(a.products.type(), target);
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
    const auto place = [&](Halide::Stage stage, int channels) {
        Halide::RVar iteration("iteration"), channel("channel_in");
        stage.split(a.channel, iteration, channel, channels, Halide::TailStrategy::GuardWithIf)
            .reorder({a.lane, a.tile, channel, iteration})
            .vectorize(a.lane, lanes)
            .unroll(a.lane)
            .unroll(a.tile)
            .unroll(channel);
    };
    // A guard inside the loops would make LLVM spill: a path of its own for whole iterations instead.
    const int channels = channels_per_iteration(channel_block, lanes, target);
    const Halide::Expr count = a.channel.x.extent();
    if (channels > 1) place(a.sum.update().specialize(count % channels == 0), channels);
    place(a.sum.update(), 1);
    if (multiplies_by_memory(channel_block, lanes, target)) {
        for (const int pitch : kPitches) a.products.specialize(a.tile_pitch == pitch);
    }
    prefetch_stream(pipeline, "kernel", kWeightBytesAhead);
    prefetch_next_node(pipeline, "kernel");
}

}  // namespace convt::schedules
