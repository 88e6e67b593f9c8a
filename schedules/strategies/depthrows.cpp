#include "parts/parts.h"
#include "strategies/schedules.h"

namespace convt::schedules {
namespace {

constexpr int kFewTaps = 3;

}  // namespace

/// A tile is whole registers of pixels of one channel, and all phases along x of each.
Refusal check_depthrows(const generators::KernelShape& shape, const Halide::Target& target) {
    if (shape.channel_block != 1) {
        return "channel_block is " + std::to_string(shape.channel_block) + "; depthrows kernels have 1";
    }
    return first_of({check_multiple("outputs", shape.outputs, 1, "a phase"),
                     check_multiple("tile_pixels", shape.tile_pixels, shape.lanes, "the lanes of a register"),
                     check_register_tile(shape.tile_pixels / shape.lanes, shape.outputs, target)});
}

// clang-format off
/// Lanes are adjacent pixels of a row; phases along x are sums beside each other, which are shuffled together
/// when they are stored. For channels_first groups of one channel: nothing is transposed.
///
///     for channel
///       for tile                                of vectors of several rows
///         for tap z, y; tap x                   up to three straight-line
///           sum(lane, vector, phase) += ...     one load per vector and phase, one broadcast per phase
///         output = activate(sum)                the phases in one run; without a bound or slope the sum itself
///
/// Measured on 2026-11-28, Xeon (model 207), one thread, against depthwise kernels and transposes: 4x4 stride
/// 2 over 24 to 512 channels of 16x16 to 128x128 took 0.57 to 0.78 of the time, 2x2 stride 2 0.67, 8x8 stride
/// 4 0.79; with AVX2 kernels 0.7 to 0.9. Rows of 20 inputs, of which two vectors share 12, 1.21. With one
/// phase (3x3 and 5x5 stride 1) there was nothing to gain (0.97 to 1.5). Prefetching outputs two tiles
/// ahead: 1.01 with two phases, 0.85 with four.
// clang-format on
void schedule_depthrows(generators::DepthRows& a, const Halide::Pipeline&, const Halide::Target& target) {
    schedule_row_vectors(a.vectors, target);
    a.output.update()
        .allow_race_conditions()
        .reorder({a.write_lane, a.write_phase, a.write_vector, a.write_tile, a.write_channel})
        .vectorize(a.write_lane)
        .unroll(a.write_phase)
        .unroll(a.write_vector)
        .specialize(a.plain);
    a.sum.compute_at(a.output, a.write_tile)
        .store_in(Halide::MemoryType::Stack)
        .bound(a.lane, 0, a.shape.lanes)
        .bound(a.vector, 0, a.vectors.in_tile)
        .bound(a.phase, 0, a.shape.outputs)
        .vectorize(a.lane)
        .unroll(a.vector)
        .unroll(a.phase);
    const auto place = [&](Halide::Stage stage, bool unrolled) {
        std::vector<Halide::VarOrRVar> order = {a.lane, a.vector, a.phase};
        for (int d = 0; d < a.shape.rank; ++d) order.emplace_back(Halide::RVar(a.terms[d]));
        order.emplace_back(a.tile);
        order.emplace_back(a.channel);
        stage.reorder(order).vectorize(a.lane).unroll(a.vector).unroll(a.phase);
        if (unrolled) stage.unroll(Halide::RVar(a.terms[0]));
    };
    const Halide::Expr taps = Halide::RVar(a.terms[0]).extent();
    for (int x = 1; x <= kFewTaps; ++x) place(a.sum.update().specialize(taps == x), true);
    place(a.sum.update(), false);
}

}  // namespace convt::schedules
