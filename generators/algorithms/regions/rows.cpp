#include "algorithms/regions/rows.h"

#include "algorithms/activation.h"

namespace convt::generators {

using Halide::Expr;
using Halide::Func;
using Halide::RDom;

Rows::Rows(const KernelShape& kernel_shape, const RegionExprs& region, Func input, Func kernel, Func bias,
           Func result, Expr input_size, Expr output_size)
    : shape(kernel_shape), vectors(kernel_shape, region), output(result), region_(region) {
    define_sum(input, kernel, bias, input_size);
    define_output(output_size);
}

Expr Rows::first_column(const Expr& block_index) const {
    return Halide::min(block_index * shape.channel_block, region_.out_channels - shape.channel_block);
}

void Rows::define_sum(const Func& input, const Func& kernel, const Func& bias, const Expr& input_size) {
    std::vector<Halide::Range> ranges = {{0, region_.in_channels}};
    for (int d = 0; d < shape.rank; ++d) ranges.push_back({0, region_.taps[static_cast<std::size_t>(d)]});
    terms = RDom(ranges, "terms");
    std::vector<Expr> tap;
    for (int d = 0; d < shape.rank; ++d) tap.push_back(terms[d + 1]);
    const Expr from = vectors.source(vectors.of_tile(tile, vector)) + dot(tap, region_.input_tap_stride) +
                      terms[0] * region_.input_channel_stride;
    const Expr at = Halide::unsafe_promise_clamped(from, 0, input_size - shape.lanes) + lane;
    const Expr weight = block * region_.kernel_block_stride + dot(tap, region_.kernel_tap_stride) +
                        terms[0] * shape.channel_block + column;
    sum(lane, vector, column, block, tile) = bias(first_column(block) + column);
    sum(lane, vector, column, block, tile) += product(input(at), kernel(weight), shape.types);
}

void Rows::define_output(const Expr& output_size) {
    const int phases = shape.outputs;
    const Expr blocks = (region_.out_channels + shape.channel_block - 1) / shape.channel_block;
    RDom writes({{0, shape.lanes},
                 {0, phases},
                 {0, vectors.in_tile},
                 {0, shape.channel_block / phases},
                 {0, blocks},
                 {0, vectors.tiles()}},
                "writes");
    write_lane = writes[0];
    write_phase = writes[1];
    write_vector = writes[2];
    write_channel = writes[3];
    write_block = writes[4];
    write_tile = writes[5];
    const Expr channel = first_column(write_block) / phases + write_channel;
    const Expr to =
        vectors.target(vectors.of_tile(write_tile, write_vector)) + channel * region_.output_channel_stride;
    const Expr at = Halide::unsafe_promise_clamped(to, 0, output_size - shape.lanes * phases) +
                    write_lane * phases + write_phase;
    Halide::Var element("element");
    output(element) = Halide::undef(shape.types.stored);
    const Expr value =
        sum(write_lane, write_vector, write_channel * phases + write_phase, write_block, write_tile);
    output(at) =
        Halide::cast(shape.types.stored, leaky_clamp(value, region_.alpha, region_.lower, region_.upper));
}

}  // namespace convt::generators
