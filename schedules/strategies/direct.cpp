#include "strategies/schedules.h"

namespace convt::schedules {
namespace {

/// The most pixels whose addresses stay in registers beside those of a turn.
constexpr int kAddressedPixels = 10;

/// Input channels in one turn of the innermost loop, where the sums stay in registers. There are registers
/// for four in a tile of one vector, unless it has so many pixels that it stores addresses. AVX-512's tiles
/// of one vector have a pointer per pixel and turn, which 8 channels share (own_pointers.h).
int channels_per_turn(const generators::ConvTranspose& algorithm, const Halide::Target& target) {
    if (!fuses_multiply_add(target)) return 1;
    if (algorithm.shape.channel_block > float_lanes(target)) return 2;
    if (multiplies_by_memory(algorithm.shape.channel_block, target)) return 8;
    return algorithm.shape.tile_pixels <= kAddressedPixels ? 4 : 1;
}

}  // namespace

/// Lanes are output channels. For wide layers of any kernel, stride and dilation.
///
///     for block                               packed weights of one block: read once per region
///       for tile                              tile_pixels × channel_block sums, in registers
///         for tap z, tap y, tap x
///           for ci, in turns                  one vector load per channel vector, one broadcast per pixel
///             sum(lane, pixel) += ...         unrolled
///         output = activate(sum)
///
/// AVX2 has 16 registers: 6 pixels × 2 vectors leave 12 sums, 2 weight vectors and 1 broadcast, and need
/// 8 loads for 12 FMAs, below the 1 load per FMA that two load ports sustain. Two input channels a turn bring
/// 48 instructions per 24 FMAs down to 44; base's products, which take a register each before they are added,
/// would spill sums with two.
///
/// Tiles of one vector have a load for each FMA, and one more for each address that the stack keeps. AVX2: 8
/// pixels take 0.75 to 0.87 of the time of 12 (8 to 16 channels, Zen 4, 2026-11-27). AVX-512: 16 pixels spill
/// half of their addresses; 10 take 0.75 to 0.95 of their time on Intel (Xeon model 207, 2026-11-27) and 0.88
/// to 1.03 on Zen 4, whose products take two cycles. But 16 read weights of many channels least often.
///
/// AVX-512's blocks of 24 and 40 channels end with half a register, loaded and stored as such, where blocks
/// of 16 or 32 would overlap. Of 30 layers of 12 to 47 channels drawn at random eight took them, 1.13 to 2.2
/// times as fast; `espnet_256` 1.6, `enet_256` 1.35 (Xeon model 207, one thread, 2026-11-27).
///
/// AVX-512's 64x6 holds 24 sums, 4 weights and a broadcast, 10 loads for 24 products, and stores 256 bytes of
/// a pixel at once. On 15 layers of 64 channels and more with one tap per output it took 0.70 to 0.95 of the
/// time of 48x8, 64x4 or tapped kernels, which were chosen before (Xeon model 207, one thread, 2026-11-27).
///
/// Measured on 2026-11-23, AMD Zen 3 (AVX2, 2 cores, KVM), one thread, FMA peak 98-103 GFLOP/s in the same
/// run: 2x2 stride 2 768->384 at 96 (95 % of peak), 4x4 stride 2 128->64 at 92, 4x4 stride 2 256->256 at
/// 84-91, 3x3 stride 2 128->64 at 92, 1-D 8 stride 4 128->64 at 92; 4x4 inputs with 512->256 channels at 59,
/// bound by the weights' way from L3.
void schedule_direct(generators::ConvTranspose& algorithm, const Halide::Target& target) {
    auto& a = algorithm;
    for (Halide::Func* offsets : {&a.source, &a.target}) {
        schedule_offsets(*offsets, a.place, a.places(), a.shape.tile_pixels, target);
    }
    schedule_register_tile(a, target, channels_per_turn(a, target));
}

}  // namespace convt::schedules
