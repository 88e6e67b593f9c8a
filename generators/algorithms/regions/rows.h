#pragma once

#include "algorithms/regions/conv_transpose.h"
#include "algorithms/regions/row_vectors.h"

namespace convt::generators {

/// conv_transpose of one phase, or of all phases along x that meet the same inputs, whose outputs and inputs
/// lie channel by channel: what ConvTranspose computes, in vectors of adjacent pixels of a row.
///
/// A *row vector* holds adjacent pixels of a row; the last one of a row moves back over the one before.
/// Columns are `outputs` phases of each output channel, [channel][phase], and the phases of a channel are
/// adjacent in memory:
///
///     output[target(vector) + channel·output_channel_stride + lane·outputs + phase] =
///         activate(bias(column) + Σ_{tap, ci} input[source(vector) + lane + tap·input_tap_stride
///                                                   + ci·input_channel_stride] · kernel(tap, column, ci))
struct Rows {
    Rows(const KernelShape& shape, const RegionExprs& region, Halide::Func input, Halide::Func kernel,
         Halide::Func bias, Halide::Func output, Halide::Expr input_size, Halide::Expr output_size);

    KernelShape shape;
    RowVectors vectors;
    Halide::Var lane{"lane"};      ///< pixel of a row vector
    Halide::Var vector{"vector"};  ///< row vector of a tile
    Halide::Var column{"column"};
    Halide::Var tile{"tile"};
    Halide::Var block{"block"};
    Halide::RDom terms;  ///< (ci, tap x, tap y, tap z)
    Halide::RVar write_lane, write_phase, write_vector, write_channel, write_block, write_tile;
    Halide::Func sum{"sum"};  ///< (lane, vector, column, block, tile)
    Halide::Func output;      ///< flat; the pipeline's result

private:
    Halide::Expr first_column(const Halide::Expr& block_index) const;
    void define_sum(const Halide::Func& input, const Halide::Func& kernel, const Halide::Func& bias,
                    const Halide::Expr& input_size);
    void define_output(const Halide::Expr& output_size);

    RegionExprs region_;
};

}  // namespace convt::generators
