#pragma once

#include "Halide.h"
#include "algorithms/element_types.h"
#include "contract/kernel_contract.h"

namespace convt::generators {

/// Places × vectors of columns that are summed up in registers.
struct TappedTile {
    int lanes, vectors, pixels;
    ElementTypes types = {};
    /// Sums are added to what the columns hold. Places then come in whole tiles.
    bool adds = false;
};

struct TappedSizes {
    Halide::Expr inputs, channels, places, blocks, columns;
};

/// The third lowering of conv_transpose, in its scatter form, the other way round: every input pixel is
/// multiplied by all taps at once, and each output sums the columns that reach it.
///
///     columns(place, [tap, channel]) = Σ_ci inputs(place, ci) · kernel(tap, channel, ci)       (multiply)
///     output(o, channel)             = activate(bias + Σ_tap columns(place of tap, [tap, channel])) (gather)
///
/// Taps × channels fill vectors however few channels there are.
///
/// Where channels fill them alone, the columns of a place may be the outputs themselves, of one tap after the
/// other: the multiply adds to them (TappedTile::adds), and the gather has one column to activate.
struct TappedMultiply {
    TappedMultiply(const Halide::Func& inputs, const Halide::Func& kernel, const Halide::Func& from,
                   const Halide::Func& to, Halide::Func columns, const TappedTile& tile,
                   const TappedSizes& sizes);
    Halide::Var lane{"lane"}, vector{"vector"}, pixel{"pixel"}, tile{"tile"}, block{"block"};
    Halide::RDom channel;
    Halide::RVar write_lane, write_vector, write_pixel, write_tile, write_block;
    Halide::Func sum{"sum"};
    Halide::Func columns;  ///< flat
    TappedTile tile_shape;
};

/// What a call of the gather says about its row.
struct TappedRowExprs {
    Halide::Expr outputs, segment, pitch, taps, whole_taps, limit, alpha, lower, upper;
    Halide::Expr columns, row;  ///< sizes of the buffers
};

/// Outputs of a row: position q holds `segment` values, all phases x and channels of one input position.
struct TappedGather {
    TappedGather(const Halide::Func& columns, const Halide::Func& taps, const Halide::Func& bias,
                 Halide::Func row, int lanes, const ElementTypes& types, const TappedRowExprs& exprs);
    Halide::Var lane{"lane"}, output{"output"}, vector{"vector"}, step{"step"};
    Halide::RDom whole, part;  ///< taps of all lanes, and of the first ones
    Halide::RVar write_lane, write_output, write_vector, write_step;
    Halide::Func sum{"sum"};
    Halide::Func row;  ///< flat
    int lanes;
};

}  // namespace convt::generators
