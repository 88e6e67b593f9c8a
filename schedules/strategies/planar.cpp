#include "parts/parts.h"
#include "strategies/schedules.h"

namespace convt::schedules {

/// Tiles are whole registers of pixels. The runtime's workspace has room after a region for the widest tile.
Refusal check_planar(const generators::KernelShape& shape, const Halide::Target& target) {
    if (shape.tile_pixels > contract::kPlanarSlack) {
        return "tile_pixels is " + std::to_string(shape.tile_pixels) + "; at most " +
               std::to_string(contract::kPlanarSlack) + " (kPlanarSlack)";
    }
    return first_of({check_multiple("channel_block", shape.channel_block, 1, "a channel"),
                     check_multiple("tile_pixels", shape.tile_pixels, shape.lanes, "the lanes of a register"),
                     check_register_tile(shape.tile_pixels / shape.lanes, shape.channel_block, target)});
}

/// Lanes are adjacent pixels; the input is staged channel by channel (planar), and short rows follow each
/// other so closely that tiles run across them. For few output channels, where lanes on channels would idle.
///
///     for block
///       for tile                              channel_block × tile_pixels sums, in registers
///         for ci                              rows of one channel stay in L1 while all their taps are used
///           for tap z, tap y, tap x           one vector load per pixel vector, one broadcast per channel
///             sum(lane, pixel) += ...         unrolled
///         output = activate(sum)              strided stores: phases interleave in memory
///
/// Measured on 2026-11-23, AMD Zen 3 (AVX2, 2 cores, KVM), one thread, FMA peak 98-103 GFLOP/s in the same
/// run: 11x11 stride 4 96->3 at 65 (64 % of peak), 7x7 stride 2 64->3 at 55, 9x9 stride 2 56->1 at 30-34.
/// Loads that cross cache lines and the staging of channels_last inputs take the rest.
void schedule_planar(generators::ConvTranspose& a, const Halide::Pipeline&, const Halide::Target& target) {
    const int lanes = a.shape.lanes;
    schedule_offsets(a.target, a.place, a.places(), a.shape.tile_pixels, target);

    a.output.update().unroll(a.write_lane);

    a.sum.compute_at(a.output, a.write_tile)
        .store_in(Halide::MemoryType::Stack)
        .reorder_storage(a.pixel, a.lane, a.tile, a.block)
        .bound(a.lane, 0, a.shape.channel_block)
        .bound(a.pixel, 0, a.shape.tile_pixels)
        .vectorize(a.pixel, lanes)
        .unroll(a.pixel)
        .unroll(a.lane);

    std::vector<Halide::VarOrRVar> order = {a.pixel, a.lane};
    for (int d = 1; d <= a.shape.rank; ++d) order.emplace_back(Halide::RVar(a.terms[d]));
    order.emplace_back(Halide::RVar(a.terms[0]));
    order.emplace_back(a.tile);
    order.emplace_back(a.block);
    a.sum.update().reorder(order).vectorize(a.pixel, lanes).unroll(a.pixel).unroll(a.lane);
}

}  // namespace convt::schedules
