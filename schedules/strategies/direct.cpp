#include "strategies/schedules.h"

#include "parts/parts.h"
#include "passes/own_pointers.h"
#include "passes/prefetch_next_panel.h"
#include "passes/prefetch_outputs.h"
#include "passes/prefetch_stream.h"

namespace convt::schedules {
namespace {

using generators::ConvTranspose;
using generators::KernelShape;

/// The most pixels whose addresses stay in registers beside the operands of an iteration.
constexpr int kAddressedPixels = 10;
/// The most pixels whose addresses leave registers for the address of a prefetch beside them: tiles of more
/// vectors have as many operands again.
constexpr int kAddressedBesidePrefetch = 8;

/// Input channels in one iteration of the innermost loop, where the sums stay in registers. There are
/// registers for four in a tile of one vector, unless it has so many pixels that it stores addresses.
/// AVX-512's tiles of one vector have a pointer per pixel and iteration, which 8 channels share
/// (own_pointers.h).
int channels_per_iteration(const KernelShape& shape, const Halide::Target& target) {
    if (!fuses_multiply_add(target)) return 1;
    if (shape.channel_block > shape.lanes) return 2;
    if (multiplies_by_memory(shape.channel_block, shape.lanes, target)) return 8;
    return shape.tile_pixels <= kAddressedPixels ? 4 : 1;
}

bool prefetches_next_block(const KernelShape& shape, const Halide::Target& target) {
    return fuses_multiply_add(target) && shape.channel_block % shape.lanes == 0 &&
           shape.channel_block > shape.lanes && shape.tile_pixels <= kAddressedBesidePrefetch;
}

/// Each of the tile's pixels takes a product of the same vector of weights.
bool streams_weights(const KernelShape& shape) {
    return shape.lanes * shape.types.stored.bytes() <= kStreamedBytes * shape.tile_pixels;
}

void add_passes(const ConvTranspose& a, const Halide::Pipeline& pipeline, const Halide::Target& target) {
    const KernelShape& shape = a.shape;
    if (prefetches_next_block(shape, target)) {
        prefetch_next_block(pipeline, "kernel", a.region.kernel_block_stride);
    }
    const int tile_bytes = shape.channel_block * shape.tile_pixels * shape.types.stored.bytes();
    prefetch_outputs_of_tile(pipeline, "output", tile_bytes, shape.channel_block > shape.lanes);
    if (multiplies_by_memory(shape.channel_block, shape.lanes, target)) {
        // The contract has an input_channel_stride of 1 for direct kernels, and LLVM does not know it.
        read_through_own_pointers(pipeline, "input", a.region.input_channel_stride - 1);
    }
    if (streams_weights(shape)) prefetch_stream(pipeline, "kernel", kWeightBytesAhead);
}

}  // namespace

/// Blocks are whole registers, or end with half a register.
Refusal check_direct(const KernelShape& shape, const Halide::Target& target) {
    const bool whole = shape.channel_block % shape.lanes == 0;
    const int vectors = (shape.channel_block + shape.lanes - 1) / shape.lanes;
    return first_of({check_multiple("channel_block", shape.channel_block,
                                    whole || vectors == 1 ? shape.lanes : shape.lanes / 2,
                                    "the lanes of a register, or from two registers on half of them"),
                     check_multiple("tile_pixels", shape.tile_pixels, 1, "a pixel"),
                     check_register_tile(vectors, shape.tile_pixels, target)});
}

/// Lanes are output channels. For wide layers of any kernel, stride and dilation.
///
///     for block                               packed weights of one block: read once per region
///       for tile                              tile_pixels × channel_block sums, in registers
///         for tap z, tap y, tap x
///           for ci, a few an iteration        one vector load per channel vector, one broadcast per pixel
///             sum(lane, pixel) += ...         unrolled
///         output = activate(sum)
///
/// AVX2 has 16 registers: 6 pixels × 2 vectors leave 12 sums, 2 weight vectors and 1 broadcast, and need
/// 8 loads for 12 FMAs, below the 1 load per FMA that two load ports sustain. Two input channels an iteration
/// bring 48 instructions per 24 FMAs down to 44; base's products, which take a register each before they are
/// added, would spill sums with two.
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
void schedule_direct(ConvTranspose& a, const Halide::Pipeline& pipeline, const Halide::Target& target) {
    for (Halide::Func* offsets : {&a.source, &a.target}) {
        schedule_offsets(*offsets, a.place, a.places(), a.shape.tile_pixels, target);
    }
    schedule_register_tile(a, channels_per_iteration(a.shape, target));
    add_passes(a, pipeline, target);
}

}  // namespace convt::schedules
