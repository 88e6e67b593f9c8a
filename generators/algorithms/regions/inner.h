#pragma once

#include "algorithms/regions/conv_transpose.h"

namespace convt::generators {

/// conv_transpose as inner products over input channels, in its gather form for one phase: what ConvTranspose
/// says, for weights in Keras's order, where the input channels of a tap and an output channel are adjacent:
///
///     kernel[channel · in_channels + tap · kernel_tap_stride + ci]
///
/// Lanes are input channels; a sum's lanes are added up at its end. Blocks are adjacent channels, and the
/// last one begins early enough to be whole.
struct Inner {
    Inner(const KernelShape& shape, const RegionExprs& region, Halide::Func input, Halide::Func kernel,
          Halide::Func bias, Halide::Func output, Halide::Expr input_size, Halide::Expr output_size);

    KernelShape shape;
    RegionExprs region;
    Halide::Var lane{"lane"};    ///< input channel within a vector
    Halide::Var row{"row"};      ///< output channel within the block
    Halide::Var pixel{"pixel"};  ///< pixel within the tile
    Halide::Var tile{"tile"};
    Halide::Var block{"block"};
    Halide::Var place{"place"};        ///< a pixel of the region
    Halide::RDom terms;                ///< (vector of input channels, tap x, tap y, tap z)
    Halide::RDom rest;                 ///< (the last vector where it is no whole one, tap x, tap y, tap z)
    Halide::RDom writes;               ///< (row, pixel, tile, block)
    Halide::Func source{"source"};     ///< place -> offset of its first input
    Halide::Func target{"target"};     ///< place -> offset of its output
    Halide::Func partial{"partial"};   ///< (lane, row, pixel, tile, block)
    std::vector<Halide::Func> halves;  ///< the same with half of the lanes, a quarter, … two of them
    Halide::Func sum{"sum"};           ///< (row, pixel, tile, block)
    Halide::Func output;               ///< flat; the pipeline's result

    /// Number of places of the region.
    Halide::Expr places() const;

private:
    Halide::Expr first_channel(const Halide::Expr& block_index) const;
    void define_offsets();
    void define_partial(const Halide::Func& input, const Halide::Func& kernel,
                        const Halide::Expr& input_size);
    void define_sum(const Halide::Func& bias);
    void define_output(const Halide::Expr& output_size);
};

}  // namespace convt::generators
