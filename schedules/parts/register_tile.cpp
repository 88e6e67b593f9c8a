#include "parts/parts.h"

namespace convt::schedules {

/// Keeps the tile's sums in registers from the bias to the store: tile, pixel and lane loops vanish into
/// straight-line code, and the sums' storage into registers.
void schedule_register_tile(generators::ConvTranspose& algorithm, int channels_per_iteration) {
    auto& a = algorithm;
    // A block of one or two registers and a half is one vector to Halide: LLVM loads and stores its parts.
    const bool whole = a.shape.channel_block % a.shape.lanes == 0;
    const int lanes = whole ? a.shape.lanes : a.shape.channel_block;
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
        Halide::RVar ci = a.terms[0], iteration("iteration"), ci_in("ci_in");
        stage.split(ci, iteration, ci_in, channels, Halide::TailStrategy::GuardWithIf);
        std::vector<Halide::VarOrRVar> order = {a.lane, a.pixel, ci_in, iteration};
        for (int d = 1; d <= a.shape.rank; ++d) order.emplace_back(Halide::RVar(a.terms[d]));
        order.emplace_back(a.tile);
        order.emplace_back(a.block);
        stage.reorder(order).vectorize(a.lane, lanes).unroll(a.lane).unroll(a.pixel).unroll(ci_in);
    };
    // A guard inside the loops would make LLVM spill the sums: a path of its own for whole iterations
    // instead.
    const Halide::Expr channels = Halide::RVar(a.terms[0]).extent();
    for (int each = channels_per_iteration; each > 1; each = each > 4 ? 4 : 1) {
        place(a.sum.update().specialize(channels % each == 0), each);
    }
    place(a.sum.update(), 1);
}

}  // namespace convt::schedules
