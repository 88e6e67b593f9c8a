#include "parts/parts.h"
#include "passes/prefetch_next_panel.h"
#include "strategies/schedules.h"

namespace convt::schedules {
namespace {

/// Tiles of so few pixels may have all of a region's.
constexpr int kFewPixels = 2;

}  // namespace

/// A tile is rows of weights by pixels: a register of sums for each pair.
Refusal check_inner(const generators::KernelShape& shape, const Halide::Target& target) {
    return first_of({check_multiple("channel_block", shape.channel_block, 1, "a channel"),
                     check_multiple("tile_pixels", shape.tile_pixels, 1, "a pixel"),
                     check_register_tile(shape.channel_block, shape.tile_pixels, target)});
}

/// Lanes are input channels, as Keras's kernels have them innermost: weights are read once, where they lie.
/// For few pixels, whose time goes into the weights' way from memory, and for weights that are used once.
///
///     for block                               channel_block rows of weights a tap
///       for tile                              tile_pixels × channel_block registers of sums
///         for tap z, tap y, tap x
///           for a register of input channels  one load per row and one per pixel
///             partial(lane, row, pixel) += …  unrolled
///         sum = bias + partial's lanes        a tree of shuffles for each sum
///         output = activate(sum)              one vector where channels are adjacent, else one by one
///
/// Measured on 2026-11-30, AMD Zen 4 (AVX-512, 2 cores, KVM), one thread, FMA peak 118 GFLOP/s: 4x4 stride 2
/// 256->256 at 32x24 at 103, as with AVX2's 4x3; direct with packed weights at 115
/// (docs/experiments/029-weights-as-they-lie.md).
void schedule_inner(generators::Inner& a, const Halide::Pipeline& pipeline, const Halide::Target& target) {
    for (Halide::Func* offsets : {&a.source, &a.target}) {
        schedule_offsets(*offsets, a.place, a.places(), a.shape.tile_pixels, target);
    }
    Halide::RVar row = a.writes[0], pixel = a.writes[1], tile = a.writes[2];
    // channels_last outputs of a pixel are adjacent.
    a.output.update()
        .specialize(a.region.output_channel_stride == 1)
        .allow_race_conditions()
        .vectorize(row)
        .unroll(pixel);
    a.output.update().allow_race_conditions().unroll(row).unroll(pixel);

    a.sum.compute_at(a.output, tile)
        .store_in(Halide::MemoryType::Stack)
        .bound(a.row, 0, a.shape.channel_block)
        .bound(a.pixel, 0, a.shape.tile_pixels)
        .unroll(a.row)
        .unroll(a.pixel);
    int lanes = a.shape.lanes;
    for (Halide::Func& half : a.halves) {
        lanes /= 2;
        half.compute_at(a.output, tile)
            .store_in(Halide::MemoryType::Stack)
            .bound(a.lane, 0, lanes)
            .bound(a.row, 0, a.shape.channel_block)
            .bound(a.pixel, 0, a.shape.tile_pixels)
            .vectorize(a.lane)
            .unroll(a.row)
            .unroll(a.pixel);
    }

    a.partial.compute_at(a.output, tile)
        .store_in(Halide::MemoryType::Stack)
        .bound(a.lane, 0, a.shape.lanes)
        .bound(a.row, 0, a.shape.channel_block)
        .bound(a.pixel, 0, a.shape.tile_pixels)
        .vectorize(a.lane)
        .unroll(a.row)
        .unroll(a.pixel);
    const auto place = [&](Halide::Stage stage, const Halide::RDom& domain) {
        // LLVM keeps what the innermost loop runs over: the fewer operands.
        const bool fewer_pixels = a.shape.tile_pixels < a.shape.channel_block;
        std::vector<Halide::VarOrRVar> order = {a.lane, fewer_pixels ? a.pixel : a.row,
                                                fewer_pixels ? a.row : a.pixel};
        for (int d = 0; d <= a.shape.rank; ++d) order.emplace_back(Halide::RVar(domain[d]));
        order.emplace_back(a.tile);
        order.emplace_back(a.block);
        stage.reorder(order).vectorize(a.lane).unroll(a.row).unroll(a.pixel);
    };
    place(a.partial.update(0), a.terms);
    place(a.partial.update(1), a.rest);
    const Halide::Expr rows = a.region.in_channels * a.shape.channel_block;
    if (a.shape.tile_pixels <= kFewPixels) {
        prefetch_next_block_line_by_line(pipeline, "kernel", rows);
    } else {
        prefetch_next_block(pipeline, "kernel", rows);
    }
}

}  // namespace convt::schedules
