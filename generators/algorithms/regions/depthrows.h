#pragma once

#include "algorithms/regions/conv_transpose.h"
#include "algorithms/regions/row_vectors.h"

namespace convt::generators {

/// conv_transpose of groups of one channel, all phases along x of one row of outputs, whose outputs and
/// inputs lie channel by channel, in vectors of adjacent pixels of a row.
///
/// The stride along x is `outputs`, and every phase has as many taps there, each `outputs` after the one
/// before. Phase p begins with tap (p + crop) mod outputs and, where that wraps, one input later. Row vectors
/// are those of Rows:
///
///     output[target(vector) + channel·output_channel_stride + lane·outputs + phase] =
///         activate(bias(channel) + Σ_tap input[source(vector) + lane + later(phase) + tap·input_tap_stride
///                                              + channel·input_channel_stride] · kernel(channel, tap))
struct DepthRows {
    DepthRows(const KernelShape& shape, const RegionExprs& region, Halide::Func input, Halide::Func kernel,
              Halide::Func bias, Halide::Func output, Halide::Expr input_size, Halide::Expr output_size);

    KernelShape shape;
    RowVectors vectors;
    Halide::Var lane{"lane"};      ///< pixel of a row vector
    Halide::Var vector{"vector"};  ///< row vector of a tile
    Halide::Var phase{"phase"};
    Halide::Var tile{"tile"};
    Halide::Var channel{"channel"};
    Halide::RDom terms;  ///< (tap x, tap y, tap z)
    Halide::RVar write_lane, write_phase, write_vector, write_tile, write_channel;
    Halide::Func sum{"sum"};  ///< (lane, vector, phase, tile, channel)
    Halide::Expr plain;       ///< outputs are their sums
    Halide::Func output;      ///< flat; the pipeline's result

private:
    void define_sum(const Halide::Func& input, const Halide::Func& kernel, const Halide::Func& bias,
                    const Halide::Expr& input_size);
    void define_output(const Halide::Expr& output_size);

    RegionExprs region_;
};

}  // namespace convt::generators
