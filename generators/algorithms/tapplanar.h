#pragma once

#include "Halide.h"
#include "algorithms/element_types.h"
#include "contract/kernel_contract.h"

namespace convt::generators {

/// Columns × vectors of places that are summed up in registers.
struct TapplanarTile {
    int columns, lanes, vectors;
    ElementTypes types = {};
};

struct TapplanarSizes {
    Halide::Expr channels, places, blocks;
    Halide::Expr ahead_channel, ahead_tile;  ///< strides of what is fetched ahead
};

/// The sums of tapped.h with columns as planes: vectors are places, adjacent pixels, however few taps and
/// channels there are.
///
///     columns(place, [tap, channel]) = Σ_ci inputs(place, ci) · kernel([tap, channel], ci) (multiply)
///     output(o, channel)             = activate(bias + Σ_tap columns(place of tap, [tap, channel])) (gather)
struct TapplanarMultiply {
    TapplanarMultiply(const Halide::Func& inputs, const Halide::Func& kernel, const Halide::Func& ahead,
                      Halide::Func columns, const TapplanarTile& tile, const TapplanarSizes& sizes);
    Halide::Var lane{"lane"}, vector{"vector"}, column{"column"}, tile{"tile"}, block{"block"};
    Halide::RDom channel;
    Halide::RVar write_lane, write_vector, write_column, write_block, write_tile;
    Halide::Func sum{"sum"};
    Halide::Func columns;
    TapplanarTile shape;
};

/// What a call of the gather says about its row.
struct TapplanarRowExprs {
    Halide::Expr positions, pitch, taps, whole_taps, limit, alpha, lower, upper;
    Halide::Expr columns;  ///< size of the buffer
};

/// How many outputs of a position are adjacent, and vectors of how many positions are summed up together.
struct TapplanarRowTile {
    int outputs, lanes, vectors;
    ElementTypes types = {};
};

/// A row of outputs: position q holds `outputs` values.
struct TapplanarGather {
    TapplanarGather(const Halide::Func& columns, const Halide::Func& taps, const Halide::Func& bias,
                    Halide::Func row, const TapplanarRowTile& tile, const TapplanarRowExprs& exprs);
    Halide::Var lane{"lane"}, vector{"vector"}, output{"output"}, tile{"tile"};
    Halide::RDom whole, part;  ///< taps of all outputs, and of the first ones
    Halide::RVar write_lane, write_output, write_vector, write_tile;
    Halide::Func sum{"sum"};
    Halide::Func row;  ///< flat
    TapplanarRowTile shape;
};

}  // namespace convt::generators
