#include "algorithms/winograd.h"

#include "algorithms/activation.h"

namespace convt::generators {

using contract::Rational;
using contract::WinogradMatrices;
using Halide::Expr;
using Halide::Func;
using Halide::Var;

namespace {

/// Σ_k row[k] · value(k), without products by 0, 1 and -1.
template <typename Value>
Expr combine(const WinogradMatrices::Row& row, int count, const Value& value) {
    Expr sum;
    for (int k = 0; k < count; ++k) {
        const Rational factor = row[static_cast<std::size_t>(k)];
        if (factor == Rational(0)) continue;
        const bool negative = factor.numerator < 0;
        const Rational size = negative ? Rational(-1) * factor : factor;
        Expr term = value(k);
        if (size != Rational(1)) term = term * Halide::Internal::make_const(term.type(), size.value());
        if (!sum.defined()) {
            sum = negative ? -term : term;
        } else {
            sum = negative ? sum - term : sum + term;
        }
    }
    return sum;
}

/// The expression that the (unrolled) index selects.
Expr pick(const Expr& index, const std::vector<Expr>& values) {
    return values.size() == 1 ? values[0] : Halide::mux(index, values);
}

/// What is transformed: by which matrix, and how many values there are of it along a dimension.
struct Transformed {
    std::array<WinogradMatrices::Row, contract::kMaxWinogradNodes> WinogradMatrices::*matrix;
    int WinogradMatrices::*count;
};

/// Transforms the last of `stages`, a function of (channel, x, y, z, others…), to nodes: along z and along y
/// in stages of their own, along x in the expression of a node.
Expr to_nodes(const WinogradTile& tile, const Transformed& what, const std::vector<Var>& arguments,
              const Var& node, std::vector<Func>& stages) {
    const std::vector<Expr> here(arguments.begin(), arguments.end());
    const auto along = [&](std::size_t d, int number, std::vector<Expr> at) {
        const WinogradMatrices& axis = tile.axis[d];
        return combine((axis.*what.matrix)[static_cast<std::size_t>(number)], axis.*what.count, [&](int k) {
            at[d + 1] = k;
            return Expr(stages.back()(at));
        });
    };
    for (std::size_t d : {2, 1}) {
        std::vector<Expr> values;
        for (int n = 0; n < tile.axis[d].nodes; ++n) values.push_back(along(d, n, here));
        Func stage(d == 2 ? "along_z" : "along_y");
        stage(arguments) = pick(arguments[d + 1], values);
        stages.push_back(stage);
    }
    std::vector<Expr> values;
    for (int n = 0; n < tile.nodes(); ++n) {
        std::vector<Expr> at = here;
        at[2] = n / tile.axis[0].nodes % tile.axis[1].nodes;
        at[3] = n / tile.axis[0].nodes / tile.axis[1].nodes;
        values.push_back(along(0, n % tile.axis[0].nodes, at));
    }
    return pick(node, values);
}

}  // namespace

WinogradTile::WinogradTile(int outputs, const std::array<int, 3>& taps, const ElementTypes& element_types)
    : types(element_types) {
    for (std::size_t d = 0; d < 3; ++d) {
        axis[d] = contract::winograd_matrices(taps[d] == 1 ? 1 : outputs, taps[d]);
    }
}

WinogradInputs::WinogradInputs(const WinogradTile& tile, Func inputs, Func result)
    : nodes(result), node_count(tile.nodes()) {
    Func window("window");
    window(c, x, y, z, tx, ty, tz) =
        Halide::cast(tile.types.summed, inputs(c, tx * tile.axis[0].outputs + x,
                                               ty * tile.axis[1].outputs + y, tz * tile.axis[2].outputs + z));
    stages.push_back(window);
    nodes(c, tx, ty, tz, node) = to_nodes(tile, {&WinogradMatrices::from_inputs, &WinogradMatrices::nodes},
                                          {c, x, y, z, tx, ty, tz}, node, stages);
}

WinogradWeights::WinogradWeights(const WinogradTile& tile, Func taps, Func result)
    : weights(result), node_count(tile.nodes()) {
    Func wide("wide");
    wide(i, x, y, z) = Halide::cast(Halide::Float(64), taps(i, x, y, z));
    stages.push_back(wide);
    weights(i, node) = Halide::cast(
        tile.types.summed,
        to_nodes(tile, {&WinogradMatrices::from_taps, &WinogradMatrices::taps}, {i, x, y, z}, node, stages));
}

WinogradMultiply::WinogradMultiply(Func nodes, Func kernel, Func result, Expr channels, Expr pitch)
    : channel(0, channels, "channel"), products(result), tile_pitch(pitch) {
    sum(lane, tile, node, block) = Halide::Internal::make_zero(nodes.type());
    sum(lane, tile, node, block) += nodes(channel, tile, node) * kernel(lane, channel, node, block);
    products(lane, tile, node, block) = sum(lane, tile, node, block);
}

WinogradOutputs::WinogradOutputs(const WinogradTile& tile, Func products, Func bias, Func result,
                                 const WinogradBlockExprs& block)
    : outputs(result), tile_outputs{tile.axis[0].outputs, tile.axis[1].outputs, tile.axis[2].outputs} {
    const std::array<Var, 3> position{x, y, z};
    const std::array<const char*, 3> names{"along_x", "along_y", "along_z"};
    for (std::size_t d = 0; d < 3; ++d) {
        std::vector<Expr> values;
        for (int o = 0; o < tile.axis[d].outputs; ++o) {
            values.push_back(
                combine(tile.axis[d].to_outputs[static_cast<std::size_t>(o)], tile.axis[d].nodes, [&](int n) {
                    std::vector<Expr> at{c, x, y, z, tx, ty, tz};
                    at[d + 1] = n;
                    if (d > 0) return Expr(stages.back()(at));
                    const Expr node = n + tile.axis[0].nodes * (y + tile.axis[1].nodes * z);
                    return Expr(products(c, tx, ty, tz, node));
                }));
        }
        Func stage(names[d]);
        stage(c, x, y, z, tx, ty, tz) = pick(position[d], values);
        stages.push_back(stage);
    }
    writes = Halide::RDom({{0, tile_outputs[0]},
                           {0, tile_outputs[1]},
                           {0, tile_outputs[2]},
                           {0, block.tiles[0]},
                           {0, block.tiles[1]},
                           {0, block.tiles[2]}},
                          "writes");
    std::vector<Expr> at{c};
    for (int d = 0; d < 3; ++d) {
        const auto i = static_cast<std::size_t>(d);
        const Expr output = writes[d + 3] * tile_outputs[i] + writes[d] - block.skip[i];
        writes.where(output >= 0 && output < block.extent[i]);
        at.push_back(Halide::unsafe_promise_clamped(output, 0, block.extent[i] - 1));
    }
    outputs(c, x, y, z) = Halide::undef(tile.types.stored);
    const Expr value =
        stages.back()(c, writes[0], writes[1], writes[2], writes[3], writes[4], writes[5]) + bias(c);
    outputs(at) = Halide::cast(tile.types.stored, leaky_clamp(value, block.alpha, block.lower, block.upper));
}

}  // namespace convt::generators
