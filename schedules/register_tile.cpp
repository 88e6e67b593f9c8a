#include "schedules.h"

namespace convt::schedules {

/// Keeps the tile's sums in registers from the bias to the store: tile, pixel and lane loops vanish into
/// straight-line code, and the sums' storage into registers.
void schedule_register_tile(generators::ConvTranspose& algorithm, const Halide::Target& target,
                            int channels_per_turn) {
    const int lanes = float_lanes(target);
    auto& a = algorithm;
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

    Halide::RVar turn("turn"), ci_in_turn("ci_in_turn");
    a.sum.update().split(a.terms[0], turn, ci_in_turn, channels_per_turn, Halide::TailStrategy::GuardWithIf);
    std::vector<Halide::VarOrRVar> order = {a.lane, a.pixel, ci_in_turn, turn};
    for (int d = 1; d <= a.shape.rank; ++d) order.emplace_back(Halide::RVar(a.terms[d]));
    order.emplace_back(a.tile);
    order.emplace_back(a.block);
    a.sum.update().reorder(order).vectorize(a.lane, lanes).unroll(a.lane).unroll(a.pixel).unroll(ci_in_turn);
}

}  // namespace convt::schedules
