#include "strategies/schedules.h"

namespace convt::schedules {
namespace {

/// Most taps along x and along y that get code of their own.
constexpr int kFewTaps = 3;

/// Places the loops over terms; those of x and y vanish where their lengths are known.
void place_terms(generators::Depthwise& a, generators::Depthwise::Tiles& tiles, Halide::Stage stage,
                 bool few_taps, int lanes) {
    Halide::RVar x = tiles.terms.x, y = tiles.terms.y, z = tiles.terms.z;
    stage.reorder(a.lane, a.pixel, x, y, z).vectorize(a.lane, lanes).unroll(a.lane).unroll(a.pixel);
    if (few_taps) stage.unroll(x).unroll(y);
}

}  // namespace

/// Blocks are whole registers of channels.
Refusal check_depthwise(const generators::KernelShape& shape, const Halide::Target& target) {
    return first_of(
        {check_multiple("channel_block", shape.channel_block, shape.lanes, "the lanes of a register"),
         check_multiple("tile_pixels", shape.tile_pixels, 1, "a pixel"),
         check_register_tile(shape.channel_block / shape.lanes, shape.tile_pixels, target)});
}

/// Lanes are channels, each fed by the input channel of the same number: no reduction over channels, so a
/// tile has little work, and the instructions around its products count.
///
///     for z, y
///       for tile                              of adjacent pixels in a row
///         for block                           all channels of a pixel are stored one after another
///           for tap z, tap y, tap x           up to 3x3 taps: straight-line code
///             sum(lane, pixel) += ...         each input of a row is loaded once for all taps x
///           output = activate(sum)            without a bound or slope: the sum itself
///
/// Four pixels of two vectors have enough sums to hide the latency of multiply-adds; eight pixels need more
/// addresses than there are registers. Rows of fewer pixels than a tile go pixel by pixel.
///
/// Measured on 2026-11-25, AMD Zen 4 (AVX-512, 2 cores, KVM), one thread, FMA peak 117 GFLOP/s: 4x4 stride 2
/// over 256 channels of 16x16 at 45 GFLOP/s (38 % of peak), 8x8 stride 4 over 64 channels of 32x32 at 50,
/// stores to L2 and beyond included. Both phases x in one call, sharing inputs, were 1.2 times faster in a
/// trial by hand.
void schedule_depthwise(generators::Depthwise& a, const Halide::Pipeline&, const Halide::Target&) {
    const int lanes = a.shape.lanes;
    for (generators::Depthwise::Tiles& t : a.tiles) {
        Halide::RVar lane = t.writes[0], pixel = t.writes[1], block = t.writes[2];
        const auto for_few_taps = [&](const auto& act) {
            for (int x = 1; x <= kFewTaps && t.pixels > 1; ++x) {
                for (int y = 1; y <= kFewTaps; ++y) act(a.adjacent && a.taps_x == x && a.taps_y == y);
            }
        };
        // Lanes of one store never collide: a tile's channels are consecutive.
        t.stores.allow_race_conditions().vectorize(lane, lanes).unroll(lane).unroll(pixel);
        for_few_taps([&](const Halide::Expr& taps) { t.stores.specialize(taps && a.plain); });

        t.sum.compute_at(a.output, block)
            .store_in(Halide::MemoryType::Stack)
            .bound(a.lane, 0, a.shape.channel_block)
            .bound(a.pixel, 0, t.pixels)
            .vectorize(a.lane, lanes)
            .unroll(a.lane)
            .unroll(a.pixel);
        for_few_taps([&](const Halide::Expr& taps) {
            place_terms(a, t, t.sum.update().specialize(taps), true, lanes);
        });
        place_terms(a, t, t.sum.update(), false, lanes);
    }
}

}  // namespace convt::schedules
