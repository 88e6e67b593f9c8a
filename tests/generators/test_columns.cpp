// The two steps of tapped and of tapplanar blocks as they are defined, without any schedule, against what the
// contract says of them, in plain loops.

#include <gtest/gtest.h>

#include "algorithms/tapped.h"
#include "algorithms/tapplanar.h"
#include "jit.hpp"

namespace convt::test {
namespace {

using Halide::Expr;

template <typename T>
class Columns : public testing::Test {};
using Types = testing::Types<float, double>;
TYPED_TEST_SUITE(Columns, Types);

template <typename T>
Halide::ImageParam operand(const char* name, Halide::Buffer<T> buffer) {
    Halide::ImageParam param(Halide::type_of<T>(), buffer.dimensions(), name);
    param.set(buffer);
    return param;
}

template <typename T>
T activated(T value) {
    return activated(Region{.alpha = 0.5, .upper = 30}, value);
}

/// Of `from` to `to`, in tiles of three places.
template <typename T>
void expect_columns(std::vector<std::int32_t> from, std::vector<std::int32_t> to, bool adds) {
    constexpr int kChannels = 5, kBlock = 4, kBlocks = 2;
    std::vector<T> inputs = integers<T>(80, 1), weights = integers<T>(kBlock * kChannels * kBlocks, 2);
    std::vector<T> columns = adds ? integers<T>(90, 3) : std::vector<T>(90, static_cast<T>(kPoison));
    std::vector<T> expected = columns;
    for (std::size_t p = 0; p < from.size(); ++p) {
        for (int column = 0; column < kBlock * kBlocks; ++column) {
            T sum = 0;
            for (int ci = 0; ci < kChannels; ++ci) {
                const int weight = (column / kBlock * kChannels + ci) * kBlock + column % kBlock;
                sum += inputs[static_cast<std::size_t>(from[p] + ci)] *
                       weights[static_cast<std::size_t>(weight)];
            }
            T& at = expected[static_cast<std::size_t>(to[p] + column)];
            at = adds ? at + sum : sum;
        }
    }
    Halide::ImageParam in = operand("inputs", view(inputs)), f = operand("from", view(from)),
                       t = operand("to", view(to)),
                       kernel =
                           operand("kernel", Halide::Buffer<T>(weights.data(), kBlock, kChannels, kBlocks));
    Halide::Func result("columns");
    generators::TappedMultiply algorithm(in, kernel, f, t, result, {2, 2, 3, types_of<T>(), adds},
                                         {80, kChannels, static_cast<int>(from.size()), kBlocks, 90});
    run(result, view(columns));
    EXPECT_EQ(columns, expected);
}

TYPED_TEST(Columns, TappedMultiply) {
    expect_columns<TypeParam>({0, 5, 10, 40, 60, 7, 70}, {0, 8, 16, 24, 40, 60, 70}, false);
}

/// Sums come to what is there; a place that fills up the last tile has columns of its own.
TYPED_TEST(Columns, ScatterMultiply) {
    expect_columns<TypeParam>({0, 5, 10, 40, 60, 60}, {0, 8, 16, 24, 40, 82}, true);
}

TYPED_TEST(Columns, TappedGather) {
    using T = TypeParam;
    constexpr int kOutputs = 6, kSegment = 6, kPitch = 10, kWhole = 2, kLimit = 4, kLanes = 4;
    std::vector<T> columns = integers<T>(200, 1), bias = integers<T>(kSegment, 2);
    std::vector<std::int32_t> taps{3, 50, 100};
    std::vector<T> row(64, static_cast<T>(kPoison)), expected(kOutputs * kSegment);
    for (int q = 0; q < kOutputs; ++q) {
        for (int lane = 0; lane < kSegment; ++lane) {
            T sum = bias[static_cast<std::size_t>(lane)];
            for (int t = 0; t < (lane < kLimit ? 3 : kWhole); ++t) {
                sum +=
                    columns[static_cast<std::size_t>(q * kPitch + taps[static_cast<std::size_t>(t)] + lane)];
            }
            expected[static_cast<std::size_t>(q * kSegment + lane)] = activated(sum);
        }
    }
    Halide::ImageParam in = operand("columns", view(columns)), list = operand("taps", view(taps)),
                       added = operand("bias", view(bias));
    Halide::Func result("row");
    const auto value = [](double v) { return Expr(static_cast<T>(v)); };
    generators::TappedGather algorithm(
        in, list, added, result, kLanes, types_of<T>(),
        {kOutputs, kSegment, kPitch, 3, kWhole, kLimit, value(0.5), value(-1e30), value(30), 200, 64});
    run(result, view(row));
    row.resize(expected.size());  // the contract says how far after its end it may write
    EXPECT_EQ(row, expected);
}

TYPED_TEST(Columns, TapplanarMultiply) {
    using T = TypeParam;
    constexpr int kPlaces = 19, kChannels = 3, kBlock = 2, kBlocks = 2;
    std::vector<T> inputs = integers<T>(kPlaces * kChannels, 1), ahead(8),
                   weights = integers<T>(kBlock * kChannels * kBlocks, 2);
    std::vector<T> columns(kPlaces * kBlock * kBlocks, static_cast<T>(kPoison)), expected = columns;
    for (int place = 0; place < kPlaces; ++place) {
        for (int column = 0; column < kBlock * kBlocks; ++column) {
            T sum = 0;
            for (int ci = 0; ci < kChannels; ++ci) {
                const int weight = (column / kBlock * kChannels + ci) * kBlock + column % kBlock;
                sum += inputs[static_cast<std::size_t>(ci * kPlaces + place)] *
                       weights[static_cast<std::size_t>(weight)];
            }
            expected[static_cast<std::size_t>(column * kPlaces + place)] = sum;
        }
    }
    Halide::ImageParam in = operand("inputs", Halide::Buffer<T>(inputs.data(), kPlaces, kChannels)),
                       kernel =
                           operand("kernel", Halide::Buffer<T>(weights.data(), kBlock, kChannels, kBlocks)),
                       next = operand("ahead", Halide::Buffer<T>(ahead.data(), 2, 2, 2));
    Halide::Func result("columns");
    generators::TapplanarMultiply algorithm(in, kernel, next, result, {kBlock, 4, 2, types_of<T>()},
                                            {kChannels, kPlaces, kBlocks, 2, 4});
    run(result, Halide::Buffer<T>(columns.data(), kPlaces, kBlock * kBlocks));
    EXPECT_EQ(columns, expected);
}

TYPED_TEST(Columns, TapplanarGather) {
    using T = TypeParam;
    constexpr int kPositions = 19, kPitch = 30, kWhole = 1;
    for (const int outputs : {1, 3}) {
        const int limit = outputs > 1 ? 2 : 1;
        std::vector<T> columns = integers<T>(200, 1), bias = integers<T>(3, 2);
        std::vector<std::int32_t> taps{2, 90};
        std::vector<T> row(static_cast<std::size_t>(kPositions * outputs), static_cast<T>(kPoison)),
            expected = row;
        for (int q = 0; q < kPositions; ++q) {
            for (int i = 0; i < outputs; ++i) {
                T sum = bias[static_cast<std::size_t>(i)];
                for (int t = 0; t < (i < limit ? 2 : kWhole); ++t) {
                    sum +=
                        columns[static_cast<std::size_t>(q + taps[static_cast<std::size_t>(t)] + i * kPitch)];
                }
                expected[static_cast<std::size_t>(q * outputs + i)] = activated(sum);
            }
        }
        Halide::ImageParam in = operand("columns", view(columns)), list = operand("taps", view(taps)),
                           added = operand("bias", view(bias));
        Halide::Func result("row");
        const auto value = [](double v) { return Expr(static_cast<T>(v)); };
        generators::TapplanarGather algorithm(
            in, list, added, result, {outputs, 4, 2, types_of<T>()},
            {kPositions, kPitch, 2, kWhole, limit, value(0.5), value(-1e30), value(30), 200});
        run(result, view(row));
        EXPECT_EQ(row, expected) << outputs << " outputs";
    }
}

}  // namespace
}  // namespace convt::test
