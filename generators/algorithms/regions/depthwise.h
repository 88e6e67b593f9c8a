#pragma once

#include "algorithms/regions/conv_transpose.h"

namespace convt::generators {

/// conv_transpose for groups of one channel, in its gather form for one phase: what ConvTranspose says
/// without the sum over channels. Tiles lie in rows, so a pixel's address is a product, not an entry of a
/// table.
///
///     sum(channel, pixel) = bias(channel) + Σ_tap input(pixel - tap·step, channel) · kernel(tap, channel)
struct Depthwise {
    /// The tiles of one width: rows of at least so many pixels take wide ones.
    struct Tiles {
        Halide::Func sum;      ///< (lane, pixel, block, tile, y, z)
        Halide::RDom terms;    ///< (tap x, tap y, tap z)
        Halide::RDom writes;   ///< (lane, pixel, block, tile, y, z)
        Halide::Stage stores;  ///< of the outputs
        int pixels;
    };

    Depthwise(const KernelShape& shape, const RegionExprs& region, Halide::Func input, Halide::Func kernel,
              Halide::Func bias, Halide::Func output, Halide::Expr input_size, Halide::Expr output_size);

    KernelShape shape;
    Halide::Var lane{"lane"};    ///< channel within the block
    Halide::Var pixel{"pixel"};  ///< pixel within the tile
    Halide::Var block{"block"}, tile{"tile"}, y{"y"}, z{"z"};
    std::vector<Tiles> tiles;
    Halide::Func output;  ///< flat; the pipeline's result
    Halide::Expr taps_x, taps_y;
    Halide::Expr adjacent;  ///< taps x of a pixel read adjacent inputs
    Halide::Expr plain;     ///< nothing follows the bias

private:
    void add_tiles(int pixels, const Halide::Expr& served);
    Halide::Func input_, kernel_, bias_;
    Halide::Expr input_size_, output_size_;
    RegionExprs region_;
};

}  // namespace convt::generators
