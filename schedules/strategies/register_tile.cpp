#include "strategies/schedules.h"

namespace convt::schedules {

/// Keeps the tile's sums in registers from the bias to the store: tile, pixel and lane loops vanish into
/// straight-line code, and the sums' storage into registers.
void schedule_register_tile(generators::ConvTranspose& algorithm, const Halide::Target& target,
                            int channels_per_turn) {
    auto& a = algorithm;
    // A block of one or two registers and a half is one vector to Halide: LLVM loads and stores its parts.
    const bool whole = a.shape.channel_block % float_lanes(target) == 0;
    const int lanes = whole ? float_lanes(target) : a.shape.channel_block;
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

    const auto place = [&](Halide::Stage stage, int channels) {
        Halide::RVar ci = a.terms[0], turn("turn"), ci_in_turn("ci_in_turn");
        stage.split(ci, turn, ci_in_turn, channels, Halide::TailStrategy::GuardWithIf);
        std::vector<Halide::VarOrRVar> order = {a.lane, a.pixel, ci_in_turn, turn};
        for (int d = 1; d <= a.shape.rank; ++d) order.emplace_back(Halide::RVar(a.terms[d]));
        order.emplace_back(a.tile);
        order.emplace_back(a.block);
        stage.reorder(order).vectorize(a.lane, lanes).unroll(a.lane).unroll(a.pixel).unroll(ci_in_turn);
    };
    // A guard inside the loops would make LLVM spill the sums: a path of its own for whole turns instead.
    const Halide::Expr channels = Halide::RVar(a.terms[0]).extent();
    for (int turn = channels_per_turn; turn > 1; turn = turn > 4 ? 4 : 1) {
        place(a.sum.update().specialize(channels % turn == 0), turn);
    }
    place(a.sum.update(), 1);
}

}  // namespace convt::schedules
