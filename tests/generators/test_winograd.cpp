// The three steps of a Winograd block as they are defined, without any schedule: together they are a
// correlation, which plain loops compute.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "algorithms/winograd.h"
#include "jit.hpp"

namespace convt::test {
namespace {

template <typename T>
class Winograd : public testing::Test {};
using Types = testing::Types<float, double>;
TYPED_TEST_SUITE(Winograd, Types);

constexpr int kIn = 3, kOut = 4, kTilesX = 3, kTilesY = 2;

/// One phase with taps x and y, in tiles of m x m outputs.
template <typename T>
struct Block {
    Block(int m, int taps_x, int taps_y) : outputs(m), taps{taps_x, taps_y, 1}, tile(m, taps, types_of<T>()) {
        inputs = Halide::Buffer<T>(kIn, kTilesX * m + taps_x - 1, kTilesY * axis_outputs(1) + taps_y - 1, 1);
        weights = integers<T>(static_cast<std::size_t>(kIn * kOut * taps_x * taps_y), 2);
        std::vector<T> values = integers<T>(inputs.number_of_elements(), 1);
        std::copy(values.begin(), values.end(), inputs.begin());
    }
    [[nodiscard]] int axis_outputs(std::size_t d) const { return tile.axis[d].outputs; }
    [[nodiscard]] T weight(int co, int ci, int x, int y) const {
        return weights[static_cast<std::size_t>(((y * taps[0] + x) * kIn + ci) * kOut + co)];
    }

    int outputs;
    std::array<int, 3> taps;
    generators::WinogradTile tile;
    Halide::Buffer<T> inputs;
    std::vector<T> weights;
};

/// The kernel of one node: both axes' transforms of the taps.
template <typename T>
T node_weight(const Block<T>& b, int co, int ci, int node) {
    const auto& ax = b.tile.axis[0];
    const auto& ay = b.tile.axis[1];
    const auto nx = static_cast<std::size_t>(node % ax.nodes), ny = static_cast<std::size_t>(node / ax.nodes);
    double sum = 0;
    for (int y = 0; y < b.taps[1]; ++y) {
        for (int x = 0; x < b.taps[0]; ++x) {
            sum += ax.from_taps[nx][static_cast<std::size_t>(x)].value() *
                   ay.from_taps[ny][static_cast<std::size_t>(y)].value() * b.weight(co, ci, x, y);
        }
    }
    return static_cast<T>(sum);
}

template <typename T>
Halide::Buffer<T> outputs_of(Block<T>& b, const Halide::Buffer<T>& bias, int skip, int width, int height) {
    const int nodes = b.tile.nodes(), tiles = kTilesX * kTilesY;
    Halide::ImageParam in(Halide::type_of<T>(), 4, "inputs");
    in.set(b.inputs);
    Halide::Func to_nodes("nodes");
    generators::WinogradInputs transform(b.tile, in, to_nodes);
    Halide::Buffer<T> transformed(kIn, kTilesX, kTilesY, 1, nodes);
    to_nodes.realize(transformed);

    // Tiles in one dimension, as the multiply takes them.
    Halide::Buffer<T> listed(transformed.data(), kIn, tiles, nodes);
    Halide::Buffer<T> kernel(kOut, kIn, nodes, 1);
    kernel.for_each_element([&](int co, int ci, int node, int block) {
        kernel(co, ci, node, block) = node_weight(b, co, ci, node);
    });
    Halide::ImageParam node_param(Halide::type_of<T>(), 3, "nodes"),
        kernel_param(Halide::type_of<T>(), 4, "kernel");
    node_param.set(listed);
    kernel_param.set(kernel);
    Halide::Func multiplied("products");
    generators::WinogradMultiply multiply(node_param, kernel_param, multiplied, kIn, kIn);
    Halide::Buffer<T> products(kOut, tiles, nodes, 1);
    multiplied.realize(products);

    Halide::ImageParam product_param(Halide::type_of<T>(), 5, "products"),
        bias_param(Halide::type_of<T>(), 1, "bias");
    product_param.set(Halide::Buffer<T>(products.data(), kOut, kTilesX, kTilesY, 1, nodes));
    bias_param.set(bias);
    Halide::Func result("outputs");
    const auto value = [](double v) { return Halide::Expr(static_cast<T>(v)); };
    const generators::WinogradBlockExprs block{
        {kTilesX, kTilesY, 1}, {skip, 0, 0}, {width, height, 1}, value(0.5), value(-1e30), value(1e30)};
    generators::WinogradOutputs last(b.tile, product_param, bias_param, result, block);
    Halide::Buffer<T> outputs(kOut, width, height, 1);
    outputs.fill(static_cast<T>(kPoison));
    result.realize(outputs);
    return outputs;
}

TYPED_TEST(Winograd, StepsMakeACorrelation) {
    using T = TypeParam;
    const std::array<std::array<int, 3>, 4> shapes{{{2, 2, 2}, {4, 2, 2}, {3, 3, 1}, {3, 2, 3}}};
    for (const auto [m, taps_x, taps_y] : shapes) {
        Block<T> b(m, taps_x, taps_y);
        Halide::Buffer<T> bias(kOut);
        for (int c = 0; c < kOut; ++c) bias(c) = static_cast<T>(c - 1);
        const int skip = 1, width = kTilesX * m - 2, height = kTilesY * b.axis_outputs(1) - 1;
        const Halide::Buffer<T> outputs = outputs_of(b, bias, skip, width, height);
        // Sums of 3 x 6 products of at most 56, with factors of the transforms of at most some 10.
        const double bound = 1e4 * std::numeric_limits<T>::epsilon();
        for (int y = 0; y < height; ++y) {
            for (int x = 0; x < width; ++x) {
                for (int co = 0; co < kOut; ++co) {
                    double sum = bias(co);
                    for (int ty = 0; ty < taps_y; ++ty) {
                        for (int tx = 0; tx < taps_x; ++tx) {
                            for (int ci = 0; ci < kIn; ++ci) {
                                sum += static_cast<double>(b.inputs(ci, x + skip + tx, y + ty, 0)) *
                                       b.weight(co, ci, tx, ty);
                            }
                        }
                    }
                    EXPECT_NEAR(outputs(co, x, y, 0), sum < 0 ? sum / 2 : sum, bound)
                        << "F(" << m << ", " << taps_x << "x" << taps_y << ") at " << x << ", " << y;
                }
            }
        }
    }
}

}  // namespace
}  // namespace convt::test
