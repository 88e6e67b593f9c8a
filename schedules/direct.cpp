#include "schedules.h"

namespace convt::schedules {

/// Lanes are output channels. For wide layers of any kernel, stride and dilation.
///
///     for block                               packed weights of one block: read once per region
///       for tile                              tile_pixels × channel_block sums, in registers
///         for tap z, tap y, tap x
///           for ci                            one vector load per channel vector, one broadcast per pixel
///             sum(lane, pixel) += ...         unrolled
///         output = activate(sum)
///
/// AVX2 has 16 registers: 6 pixels × 2 vectors leave 12 sums, 2 weight vectors and 1 broadcast, and need
/// 8 loads for 12 FMAs, below the 1 load per FMA that two load ports sustain.
void schedule_direct(generators::ConvTranspose& algorithm, const Halide::Target& target) {
    const int lanes = float_lanes(target);
    auto& a = algorithm;
    schedule_offsets(a, target);

    // Lanes of one store never collide: a tile's channels are consecutive.
    a.output.update()
        .allow_race_conditions()
        .vectorize(a.write_lane, lanes)
        .unroll(a.write_lane)
        .unroll(a.write_pixel);

    a.sum.compute_at(a.output, a.write_tile)
        .store_in(Halide::MemoryType::Stack)
        .bound(a.lane, 0, a.shape.channel_block)
        .bound(a.pixel, 0, a.shape.tile_pixels)
        .vectorize(a.lane, lanes)
        .unroll(a.lane)
        .unroll(a.pixel);

    std::vector<Halide::VarOrRVar> order = {a.lane, a.pixel};
    for (int d = 0; d <= a.shape.rank; ++d) order.emplace_back(Halide::RVar(a.terms[d]));
    order.emplace_back(a.tile);
    order.emplace_back(a.block);
    a.sum.update().reorder(order).vectorize(a.lane, lanes).unroll(a.lane).unroll(a.pixel);
}

}  // namespace convt::schedules
