#include "algorithms/tapplanar.h"

#include "algorithms/activation.h"
#include "algorithms/prefetched.h"

namespace convt::generators {

using Halide::Expr;
using Halide::Func;
using Halide::RDom;

namespace {

/// The last tile moves back over the one before; one that is alone runs over the end.
Expr first(const Expr& tile, int length, const Expr& extent) {
    return Halide::min(tile * length, Halide::max(extent - length, 0));
}

Expr tiles(const Expr& extent, int length) {
    return (extent + length - 1) / length;
}

}  // namespace

TapplanarMultiply::TapplanarMultiply(const Func& inputs, const Func& kernel, const Func& ahead, Func result,
                                     const TapplanarTile& t, const TapplanarSizes& sizes)
    : channel(0, sizes.channels, "channel"), columns(result), shape(t) {
    const int length = t.lanes * t.vectors;
    // As many as the tile has inputs, a line at a time.
    const Expr element = tile * sizes.ahead_tile + channel * sizes.ahead_channel + vector * t.lanes;
    const int line_vectors = std::max(elements_of_line(t.types.stored) / t.lanes, 1);
    const Expr done =
        Halide::select(column == 0 && vector % line_vectors == 0, prefetched(ahead, element), 0);
    const Expr in = Halide::unsafe_promise_clamped(channel + done, 0, sizes.channels - 1);
    sum(lane, vector, column, block, tile) = Halide::Internal::make_zero(t.types.summed);
    sum(lane, vector, column, block, tile) +=
        product(inputs(first(tile, length, sizes.places) + vector * t.lanes + lane, in),
                kernel(column, channel, block), t.types);
    RDom writes(0, t.lanes, 0, t.vectors, 0, t.columns, 0, sizes.blocks, 0, tiles(sizes.places, length),
                "writes");
    write_lane = writes[0];
    write_vector = writes[1];
    write_column = writes[2];
    write_block = writes[3];
    write_tile = writes[4];
    Halide::Var any_place("any_place"), any_column("any_column");
    columns(any_place, any_column) = Halide::undef(t.types.summed);
    columns(first(write_tile, length, sizes.places) + write_vector * t.lanes + write_lane,
            write_block * t.columns + write_column) =
        sum(write_lane, write_vector, write_column, write_block, write_tile);
}

TapplanarGather::TapplanarGather(const Func& columns, const Func& taps, const Func& bias, Func result,
                                 const TapplanarRowTile& t, const TapplanarRowExprs& e)
    : whole(0, e.whole_taps, "whole"),
      part(e.whole_taps, e.taps - e.whole_taps, "part"),
      row(result),
      shape(t) {
    const int length = t.lanes * t.vectors;
    const auto term = [&](const Expr& tap) {
        const Expr at = first(tile, length, e.positions) + vector * t.lanes + taps(tap) + output * e.pitch;
        return columns(Halide::unsafe_promise_clamped(at, 0, e.columns - t.lanes) + lane);
    };
    sum(lane, vector, output, tile) = bias(output);
    sum(lane, vector, output, tile) += term(whole);
    if (t.outputs > 1) part.where(output < e.limit);
    sum(lane, vector, output, tile) += term(part);
    RDom writes(0, t.lanes, 0, t.outputs, 0, t.vectors, 0, tiles(e.positions, length), "writes");
    write_lane = writes.x;
    write_output = writes.y;
    write_vector = writes.z;
    write_tile = writes.w;
    Halide::Var element("element");
    row(element) = Halide::undef(t.types.stored);
    const Expr value = sum(write_lane, write_vector, write_output, write_tile);
    const Expr at = first(write_tile, length, e.positions) + write_vector * t.lanes + write_lane;
    row(at * t.outputs + write_output) =
        Halide::cast(t.types.stored, leaky_clamp(value, e.alpha, e.lower, e.upper));
}

}  // namespace convt::generators
