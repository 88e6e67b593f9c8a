#pragma once

#include "Halide.h"
#include "contract/kernel_contract.h"

namespace convt::generators {

/// Places × vectors of output channels that are summed up in registers; `terms` products of adjacent
/// input channels are added up by one instruction: 4 of bytes, 2 of 16 bits.
struct DotTile {
    int lanes, vectors, pixels, terms;
};

/// Inputs that a dot kernel of so many terms reads.
inline Halide::Type dot_input_type(int terms) {
    return terms == 4 ? Halide::UInt(8) : Halide::Int(16);
}

struct DotSizes {
    Halide::Expr inputs, weights, taps, steps, block_stride;
};

/// conv_transpose of 8-bit inputs as sums of int32, over places of one phase, which meet the same taps:
///
///     sums(lane, pixel, tile, block) = starts(block, lane) + Σ over tap, step, term of
///         inputs[from(place) + taps(0, tap) + step·terms + term]
///         · kernel[block][taps(1, tap)][step][lane][term]
struct DotMultiply {
    DotMultiply(const Halide::Func& inputs, const Halide::Func& kernel, const Halide::Func& starts,
                const Halide::Func& from, const Halide::Func& taps, Halide::Func sums, const DotTile& tile,
                const DotSizes& sizes);
    Halide::Var lane{"lane"}, pixel{"pixel"}, tile{"tile"}, block{"block"};
    Halide::RDom term;  ///< term, step, tap
    Halide::Func sum{"sum"};
    Halide::Func sums;
    DotTile shape;
};

/// What follows the sums, for rows of pixels with dense channels (docs/quantization.md).
struct DotRow {
    Halide::Var channel{"channel"}, pixel{"pixel"};
    Halide::Func outputs;
};

/// Bytes: sums times a factor, or factor and bias and a division, rounded to nearest even. They hold outputs
/// of int8 and of uint8, whose bounds say which.
DotRow dot_nearest(const Halide::Func& sums, const Halide::Func& factors, const Halide::Func& biases,
                   const Halide::Expr& divisor, const Halide::Expr& with_bias, const Halide::Expr& zero_point,
                   const Halide::Expr& least, const Halide::Expr& most, Halide::Func outputs);

/// Bytes: gemmlowp's product, rounded twice.
DotRow dot_gemmlowp(const Halide::Func& sums, const Halide::Func& mantissas, const Halide::Func& exponents,
                    const Halide::Expr& shifts_left, const Halide::Expr& zero_point,
                    const Halide::Expr& least, const Halide::Expr& most, Halide::Func outputs);

/// float32: sums times a factor, and a bias.
DotRow dot_real(const Halide::Func& sums, const Halide::Func& factors, const Halide::Func& biases,
                const Halide::Expr& with_bias, const Halide::Expr& lower, const Halide::Expr& upper,
                Halide::Func outputs);

}  // namespace convt::generators
