#include "algorithms/tapped.h"

#include "algorithms/activation.h"
#include "algorithms/prefetched.h"

namespace convt::generators {

using Halide::Expr;
using Halide::Func;
using Halide::RDom;

TappedMultiply::TappedMultiply(const Func& inputs, const Func& kernel, const Func& from, const Func& to,
                               Func result, const TappedTile& shape, const TappedSizes& sizes)
    : channel(0, sizes.channels, "channel"), columns(result), tile_shape(shape) {
    const int pixels = shape.pixels, lanes = shape.lanes;
    // Places behind the last are clamped to it: a short last tile computes and stores it again.
    const auto place = [&](const Expr& t, const Expr& p) {
        return Halide::clamp(t * pixels + p, 0, sizes.places - 1);
    };
    // What follows a tile in memory is usually the next one: a line for each channel covers it. Behind the
    // inputs may be nothing, and a request for what is not mapped takes a virtual machine 50 cycles and more.
    const Expr next = from(place(tile, pixels - 1)) + sizes.channels + channel * pixels;
    const Expr ahead = Halide::min(next, sizes.inputs - 1);
    const Expr fetch = Halide::select(pixel == 0 && vector == 0, prefetched(inputs, ahead), 0);
    const Expr at_input =
        Halide::unsafe_promise_clamped(from(place(tile, pixel)) + channel + fetch, 0, sizes.inputs - 1);
    sum(lane, vector, pixel, tile, block) = 0.0F;
    sum(lane, vector, pixel, tile, block) += inputs(at_input) * kernel(vector * lanes + lane, channel, block);
    RDom writes(0, lanes, 0, shape.vectors, 0, pixels, 0, sizes.blocks, 0,
                (sizes.places + pixels - 1) / pixels, "writes");
    write_lane = writes[0];
    write_vector = writes[1];
    write_pixel = writes[2];
    write_block = writes[3];
    write_tile = writes[4];
    Halide::Var element("element");
    columns(element) = Halide::undef<float>();
    const int block_columns = lanes * shape.vectors;
    const Expr at = to(place(write_tile, write_pixel)) + write_block * block_columns + write_vector * lanes;
    columns(Halide::unsafe_promise_clamped(at, 0, sizes.columns - lanes) + write_lane) =
        sum(write_lane, write_vector, write_pixel, write_tile, write_block);
}

TappedGather::TappedGather(const Func& columns, const Func& taps, const Func& bias, Func result, int width,
                           const TappedRowExprs& e)
    : whole(0, e.whole_taps, "whole"),
      part(e.whole_taps, e.taps - e.whole_taps, "part"),
      row(result),
      lanes(width) {
    // The last vector of a segment moves back over the one before; a segment narrower than a vector is
    // written whole, and what is too much overwritten by the next.
    const auto first = [&](const Expr& v) {
        return Halide::min(v * lanes, Halide::max(e.segment - lanes, 0));
    };
    const auto term = [&](const Expr& t) {
        const Expr at = (turn * contract::kTappedUnroll + output) * e.pitch + taps(t) + first(vector);
        return columns(Halide::unsafe_promise_clamped(at, 0, e.columns - lanes) + lane);
    };
    sum(lane, output, vector, turn) = bias(first(vector) + lane);
    sum(lane, output, vector, turn) += term(whole);
    // Selected, not multiplied: what lies behind the limit may be infinite.
    sum(lane, output, vector, turn) =
        Halide::select(first(vector) + lane < e.limit, sum(lane, output, vector, turn) + term(part),
                       sum(lane, output, vector, turn));
    RDom writes(0, lanes, 0, contract::kTappedUnroll, 0, (e.segment + lanes - 1) / lanes, 0,
                (e.outputs + contract::kTappedUnroll - 1) / contract::kTappedUnroll, "writes");
    write_lane = writes.x;
    write_output = writes.y;
    write_vector = writes.z;
    write_turn = writes.w;
    Halide::Var element("element");
    row(element) = Halide::undef<float>();
    const Expr value = sum(write_lane, write_output, write_vector, write_turn);
    const Expr at = (write_turn * contract::kTappedUnroll + write_output) * e.segment + first(write_vector);
    row(Halide::unsafe_promise_clamped(at, 0, e.row - lanes) + write_lane) =
        leaky_clamp(value, e.alpha, e.lower, e.upper);
}

}  // namespace convt::generators
