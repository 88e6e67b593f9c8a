#pragma once

#include <array>
#include <vector>

#include "Halide.h"
#include "algorithms/element_types.h"
#include "contract/winograd_matrices.h"

namespace convt::generators {

/// The second lowering of conv_transpose: within a set of phases with the same number of taps the operator is
/// a small dense correlation, which Winograd's minimal filtering computes tile by tile with fewer products.
///
///     nodes    = from_inputs applied along every dimension of a tile's window       (transform of inputs)
///     products = Σ_ci nodes(ci) · kernel(ci), node by node                          (multiply)
///     outputs  = activate(bias + to_outputs applied along every dimension)          (transform of outputs)
///
/// Dimensions without taps to save (one tap, or beyond the rank) have F(1, 1), which changes nothing.
/// Arrays are indexed x, y, z; a node's number is x + nodes_x · (y + nodes_y · z).
struct WinogradTile {
    WinogradTile(int outputs, const std::array<int, 3>& taps, const ElementTypes& types);
    ElementTypes types;  ///< nodes and products are of the type of sums
    std::array<contract::WinogradMatrices, 3> axis;
    [[nodiscard]] int nodes() const { return axis[0].nodes * axis[1].nodes * axis[2].nodes; }
};

/// Transform of inputs: nodes(c, tile x, tile y, tile z, node) from inputs(c, x, y, z). Tile t's window
/// begins at input t · outputs.
struct WinogradInputs {
    WinogradInputs(const WinogradTile& tile, Halide::Func inputs, Halide::Func nodes);
    Halide::Var c{"c"}, x{"x"}, y{"y"}, z{"z"}, tx{"tx"}, ty{"ty"}, tz{"tz"}, node{"node"};
    std::vector<Halide::Func> stages;  ///< the window, then transformed along z and along y
    Halide::Func nodes;
    int node_count;
};

/// Transform of weights: weights(i, node) from taps(i, x, y, z). Computed in double, so that a weight is off
/// by one rounding of its own type.
struct WinogradWeights {
    WinogradWeights(const WinogradTile& tile, Halide::Func taps, Halide::Func weights);
    Halide::Var i{"i"}, x{"x"}, y{"y"}, z{"z"}, node{"node"};
    std::vector<Halide::Func> stages;  ///< widened, then transformed along z and along y
    Halide::Func weights;
    int node_count;
};

/// Products summed over channels: products(lane, tile, node, block).
struct WinogradMultiply {
    WinogradMultiply(Halide::Func nodes, Halide::Func kernel, Halide::Func products, Halide::Expr channels,
                     Halide::Expr tile_pitch);
    Halide::Var lane{"lane"}, tile{"tile"}, node{"node"}, block{"block"};
    Halide::RDom channel;
    Halide::Func sum{"sum"};
    Halide::Func products;
    Halide::Expr tile_pitch;  ///< elements from a tile's nodes to the next tile's
};

/// What a call of the transform of outputs says about its block, indexed x, y, z.
struct WinogradBlockExprs {
    std::array<Halide::Expr, 3> tiles;
    std::array<Halide::Expr, 3> skip;    ///< outputs of the first tile that lie before the block
    std::array<Halide::Expr, 3> extent;  ///< outputs of the block
    Halide::Expr alpha, lower, upper;
};

/// Transform of outputs: outputs(c, x, y, z) of one phase from products(c, tile x, tile y, tile z, node).
/// Outputs of the tiles outside the block are not stored.
struct WinogradOutputs {
    WinogradOutputs(const WinogradTile& tile, Halide::Func products, Halide::Func bias, Halide::Func outputs,
                    const WinogradBlockExprs& block);
    Halide::Var c{"c"}, x{"x"}, y{"y"}, z{"z"}, tx{"tx"}, ty{"ty"}, tz{"tz"};
    std::vector<Halide::Func> stages;  ///< transformed along x, y and z
    Halide::RDom writes;               ///< output x, y, z in the tile, tile x, y, z
    Halide::Func outputs;
    std::array<int, 3> tile_outputs;
};

}  // namespace convt::generators
