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
    // Places after the last are clamped to it: a short last tile computes and stores it again.
    const auto place = [&](const Expr& t, const Expr& p) {
        return Halide::clamp(t * pixels + p, 0, sizes.places - 1);
    };
    // A tile is usually followed in memory by the next one, which has `pixels` inputs for each channel. After
    // the inputs may be nothing, and a prefetch of an unmapped line takes a virtual machine 50 cycles and
    // more.
    const Expr next = from(place(tile, pixels - 1)) + sizes.channels + channel * pixels;
    const int line = elements_of_line(shape.types.stored);
    Expr at_channel = from(place(tile, pixel)) + channel;
    for (int ahead = 0; ahead < pixels; ahead += line) {
        const Expr element = Halide::min(ahead > 0 ? next + ahead : next, sizes.inputs - 1);
        at_channel += Halide::select(pixel == ahead / line && vector == 0, prefetched(inputs, element), 0);
    }
    const Expr at_input = Halide::unsafe_promise_clamped(at_channel, 0, sizes.inputs - 1);
    sum(lane, vector, pixel, tile, block) = Halide::Internal::make_zero(shape.types.summed);
    sum(lane, vector, pixel, tile, block) +=
        product(inputs(at_input), kernel(vector * lanes + lane, channel, block), shape.types);
    RDom writes(0, lanes, 0, shape.vectors, 0, pixels, 0, sizes.blocks, 0,
                (sizes.places + pixels - 1) / pixels, "writes");
    write_lane = writes[0];
    write_vector = writes[1];
    write_pixel = writes[2];
    write_block = writes[3];
    write_tile = writes[4];
    Halide::Var element("element");
    columns(element) = Halide::undef(shape.types.summed);
    const int block_columns = lanes * shape.vectors;
    const Expr at = to(place(write_tile, write_pixel)) + write_block * block_columns + write_vector * lanes;
    const Expr column = Halide::unsafe_promise_clamped(at, 0, sizes.columns - lanes) + write_lane;
    const Expr value = sum(write_lane, write_vector, write_pixel, write_tile, write_block);
    columns(column) = shape.adds ? columns(column) + value : value;
}

TappedGather::TappedGather(const Func& columns, const Func& taps, const Func& bias, Func result, int width,
                           const ElementTypes& types, const TappedRowExprs& e)
    : whole(0, e.whole_taps, "whole"),
      part(e.whole_taps, e.taps - e.whole_taps, "part"),
      row(result),
      lanes(width) {
    // The last vector of a segment moves back over the one before. A segment narrower than a vector is
    // written as a whole vector, whose surplus the next segment overwrites.
    const auto first = [&](const Expr& v) {
        return Halide::min(v * lanes, Halide::max(e.segment - lanes, 0));
    };
    const auto term = [&](const Expr& t) {
        const Expr at = (step * contract::kTappedUnroll + output) * e.pitch + taps(t) + first(vector);
        return columns(Halide::unsafe_promise_clamped(at, 0, e.columns - lanes) + lane);
    };
    sum(lane, output, vector, step) = bias(first(vector) + lane);
    sum(lane, output, vector, step) += term(whole);
    // Selected, not multiplied: columns after the limit may be infinite.
    sum(lane, output, vector, step) =
        Halide::select(first(vector) + lane < e.limit, sum(lane, output, vector, step) + term(part),
                       sum(lane, output, vector, step));
    RDom writes(0, lanes, 0, contract::kTappedUnroll, 0, (e.segment + lanes - 1) / lanes, 0,
                (e.outputs + contract::kTappedUnroll - 1) / contract::kTappedUnroll, "writes");
    write_lane = writes.x;
    write_output = writes.y;
    write_vector = writes.z;
    write_step = writes.w;
    Halide::Var element("element");
    row(element) = Halide::undef(types.stored);
    const Expr value = sum(write_lane, write_output, write_vector, write_step);
    const Expr at = (write_step * contract::kTappedUnroll + write_output) * e.segment + first(write_vector);
    row(Halide::unsafe_promise_clamped(at, 0, e.row - lanes) + write_lane) =
        Halide::cast(types.stored, leaky_clamp(value, e.alpha, e.lower, e.upper));
}

}  // namespace convt::generators
