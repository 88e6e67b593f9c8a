#include "algorithms/regions/depthrows.h"

#include "algorithms/activation.h"

namespace convt::generators {

using Halide::Expr;
using Halide::Func;
using Halide::RDom;

DepthRows::DepthRows(const KernelShape& kernel_shape, const RegionExprs& region, Func input, Func kernel,
                     Func bias, Func result, Expr input_size, Expr output_size)
    : shape(kernel_shape),
      vectors(kernel_shape, region),
      plain(is_identity(region.alpha, region.lower, region.upper)),
      output(result),
      region_(region) {
    define_sum(input, kernel, bias, input_size);
    define_output(output_size);
}

void DepthRows::define_sum(const Func& input, const Func& kernel, const Func& bias, const Expr& input_size) {
    std::vector<Halide::Range> ranges;
    for (int d = 0; d < shape.rank; ++d) ranges.push_back({0, region_.taps[static_cast<std::size_t>(d)]});
    terms = RDom(ranges, "terms");
    std::vector<Expr> tap;
    for (int d = 0; d < shape.rank; ++d) tap.push_back(terms[d]);
    // Along x the contract has the first tap of phase 0 in place of a stride, which is known.
    const Expr crop = region_.kernel_tap_stride[0];
    RegionExprs::PerDimension kernel_stride = region_.kernel_tap_stride;
    kernel_stride[0] = shape.outputs;
    const Expr wraps = phase + crop >= shape.outputs;
    const Expr first_tap = phase + crop - Halide::select(wraps, shape.outputs, 0);
    const Expr from = vectors.source(vectors.of_tile(tile, vector)) + Halide::select(wraps, 1, 0) +
                      dot(tap, region_.input_tap_stride) + channel * region_.input_channel_stride;
    const Expr at = Halide::unsafe_promise_clamped(from, 0, input_size - shape.lanes) + lane;
    const Expr weight = channel * region_.kernel_block_stride + first_tap + dot(tap, kernel_stride);
    sum(lane, vector, phase, tile, channel) = bias(channel);
    sum(lane, vector, phase, tile, channel) += product(input(at), kernel(weight), shape.types);
}

void DepthRows::define_output(const Expr& output_size) {
    const int phases = shape.outputs;
    RDom writes({{0, shape.lanes},
                 {0, phases},
                 {0, vectors.in_tile},
                 {0, vectors.tiles()},
                 {0, region_.out_channels}},
                "writes");
    write_lane = writes[0];
    write_phase = writes[1];
    write_vector = writes[2];
    write_tile = writes[3];
    write_channel = writes[4];
    const Expr to = vectors.target(vectors.of_tile(write_tile, write_vector)) +
                    write_channel * region_.output_channel_stride;
    const Expr at = Halide::unsafe_promise_clamped(to, 0, output_size - shape.lanes * phases) +
                    write_lane * phases + write_phase;
    Halide::Var element("element");
    output(element) = Halide::undef(shape.types.stored);
    const Expr value = sum(write_lane, write_vector, write_phase, write_tile, write_channel);
    output(at) =
        Halide::cast(shape.types.stored, leaky_clamp(value, region_.alpha, region_.lower, region_.upper));
}

}  // namespace convt::generators
