#include "algorithms/dot.h"

namespace convt::generators {

using Halide::cast;
using Halide::Expr;
using Halide::Func;
using Halide::strict_float;

DotMultiply::DotMultiply(const Func& inputs, const Func& kernel, const Func& starts, const Func& from,
                         const Func& taps, Func result, const DotTile& tile_shape, const DotSizes& sizes)
    : term({{0, tile_shape.terms}, {0, sizes.steps}, {0, sizes.taps}}, "term"),
      sums(result),
      shape(tile_shape) {
    const int channels = shape.lanes * shape.vectors;
    const Expr first_input = from(tile * shape.pixels + pixel) + taps(0, term.z) + term.y * shape.terms;
    const Expr first_weight =
        block * sizes.block_stride + taps(1, term.z) + term.y * (channels * shape.terms);
    const Expr input =
        inputs(Halide::unsafe_promise_clamped(first_input, 0, sizes.inputs - shape.terms) + term.x);
    const Expr weight =
        kernel(Halide::unsafe_promise_clamped(first_weight, 0, sizes.weights - channels * shape.terms) +
               (lane * shape.terms + term.x));
    sum(lane, pixel, tile, block) = starts(block * channels + lane);
    sum(lane, pixel, tile, block) += cast<int32_t>(input) * cast<int32_t>(weight);
    sums(lane, pixel, tile, block) = sum(lane, pixel, tile, block);
}

DotRow dot_nearest(const Func& sums, const Func& factors, const Func& biases, const Expr& divisor,
                   const Expr& with_bias, const Expr& zero_point, const Expr& least, const Expr& most,
                   Func outputs) {
    DotRow row;
    const Halide::Var c = row.channel;
    const Expr scaled = strict_float(cast<float>(sums(c, row.pixel)) * factors(c));
    const Expr biased = strict_float(strict_float(scaled + biases(c)) / divisor);
    const Expr value = Halide::select(with_bias != 0, biased, scaled);
    const Expr low = cast<float>(least - zero_point), high = cast<float>(most - zero_point);
    const Expr above = Halide::select(value > low, value, low);
    const Expr bounded = Halide::select(above < high, above, high);
    // Adding 1.5 * 2^23 leaves the nearest integer in the lowest bits, halves to even.
    const Expr bits = Halide::reinterpret<int32_t>(strict_float(bounded + 12582912.0F));
    outputs(c, row.pixel) = cast<uint8_t>(bits - (0x4B400000 - zero_point));
    row.outputs = outputs;
    return row;
}

DotRow dot_gemmlowp(const Func& sums, const Func& mantissas, const Func& exponents, const Expr& shifts_left,
                    const Expr& zero_point, const Expr& least, const Expr& most, Func outputs) {
    DotRow row;
    const Halide::Var c = row.channel;
    const Expr sum = sums(c, row.pixel);
    // A shift of 31 leaves 32 bits for any sum but 0, as every longer one does.
    const Expr left = cast<int64_t>(sum) << cast<int64_t>(Halide::clamp(exponents(c), 0, 31));
    const Expr shifted = cast<int32_t>(Halide::clamp(left, Halide::Int(32).min(), Halide::Int(32).max()));
    const Expr high =
        Halide::rounding_mul_shift_right(Halide::select(shifts_left != 0, shifted, sum), mantissas(c), 31);
    const Expr right = Halide::clamp(-exponents(c), 0, 31);
    const Expr mask = Halide::reinterpret<int32_t>((cast<uint32_t>(1) << cast<uint32_t>(right)) - 1);
    const Expr threshold = (mask >> 1) + Halide::select(high < 0, 1, 0);
    const Expr rounded = (high >> right) + Halide::select((high & mask) > threshold, 1, 0);
    outputs(c, row.pixel) =
        cast<uint8_t>(Halide::clamp(rounded, least - zero_point, most - zero_point) + zero_point);
    row.outputs = outputs;
    return row;
}

DotRow dot_real(const Func& sums, const Func& factors, const Func& biases, const Expr& with_bias,
                const Expr& lower, const Expr& upper, Func outputs) {
    DotRow row;
    const Halide::Var c = row.channel;
    const Expr scaled = strict_float(cast<float>(sums(c, row.pixel)) * factors(c));
    const Expr value = Halide::select(with_bias != 0, strict_float(scaled + biases(c)), scaled);
    const Expr above = Halide::select(value < lower, lower, value);
    outputs(c, row.pixel) = Halide::select(above > upper, upper, above);
    row.outputs = outputs;
    return row;
}

}  // namespace convt::generators
