// What is done to a block of a tensor, as it is defined, without any schedule.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "algorithms/blocks/curve.h"
#include "algorithms/blocks/prelu.h"
#include "algorithms/blocks/transpose.h"
#include "contract/kernel_contract.h"
#include "jit.hpp"

namespace convt::test {
namespace {

using contract::Curve;

template <typename T>
class Blocks : public testing::Test {};
using Types = testing::Types<float, double>;
TYPED_TEST_SUITE(Blocks, Types);

TYPED_TEST(Blocks, TransposesInSquaresOfEveryEdge) {
    using T = TypeParam;
    for (const int edge : {2, 4, 8}) {
        const int rows = edge + 3, columns = 2 * edge + 1;
        std::vector<T> values = integers<T>(static_cast<std::size_t>(rows * columns), 5);
        Halide::ImageParam from(Halide::type_of<T>(), 2, "from");
        from.set(Halide::Buffer<T>(values.data(), columns, rows));
        Halide::Func to("to");
        generators::Transpose algorithm(from, to, {edge, rows, columns, columns, rows});
        Halide::Buffer<T> result(rows, columns);
        to.realize(result);
        result.for_each_element([&](int row, int column) {
            EXPECT_EQ(result(row, column), values[static_cast<std::size_t>(row * columns + column)])
                << "edge " << edge << " at " << row << ", " << column;
        });
    }
}

/// Values of both signs over many sizes, and those where a formula changes.
template <typename T>
std::vector<T> samples() {
    std::vector<T> values{0, static_cast<T>(0.2), static_cast<T>(0.17328679), 1000, 88, 354, 708};
    for (int i = -300; i <= 60; ++i) values.push_back(static_cast<T>(std::pow(1.12, i)));
    const std::size_t positive = values.size();
    for (std::size_t i = 0; i < positive; ++i) values.push_back(-values[i]);
    return values;
}

template <typename T>
std::vector<T> curves_of(std::vector<T> values, contract::Curve curve) {
    Halide::Func result("values");
    generators::Activate algorithm(result, static_cast<int>(curve), Halide::type_of<T>());
    run(result, Halide::Buffer<T>(values.data(), static_cast<int>(values.size()), 1, 1));
    return values;
}

/// docs/numerics.md
template <typename T>
constexpr double kBound = sizeof(T) == 8 ? 1e-15 : 4e-7;

TYPED_TEST(Blocks, TanhAndSigmoidAreWithinTheirBounds) {
    const auto values = samples<TypeParam>();
    const auto tanh = curves_of(values, Curve::tanh), sigmoid = curves_of(values, Curve::sigmoid);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const long double v = values[i];
        EXPECT_NEAR(static_cast<double>(tanh[i] - std::tanh(v)), 0, kBound<TypeParam>)
            << "tanh of " << values[i];
        EXPECT_NEAR(static_cast<double>(sigmoid[i] - 1 / (1 + std::exp(-v))), 0, kBound<TypeParam>)
            << "sigmoid of " << values[i];
    }
}

TEST(Curves, OfDoublesHaveThatManyRelativeDigits) {
    const auto values = samples<double>();
    const auto tanh = curves_of(values, Curve::tanh), sigmoid = curves_of(values, Curve::sigmoid);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const long double v = values[i], exact_tanh = std::tanh(v), exact = 1 / (1 + std::exp(-v));
        EXPECT_LE(std::fabs(tanh[i] - exact_tanh), 1e-15L * std::fabs(exact_tanh)) << "tanh of " << values[i];
        if (v < -708) continue;  // there sigmoid stays as it is for -708, where it is 3e-308
        EXPECT_LE(std::fabs(sigmoid[i] - exact), 1e-15L * exact) << "sigmoid of " << values[i];
    }
}

TYPED_TEST(Blocks, CurvesOfWhatIsNoNumber) {
    using T = TypeParam;
    const T infinity = std::numeric_limits<T>::infinity();
    const std::vector<T> values{std::numeric_limits<T>::quiet_NaN(), infinity, -infinity};
    const auto tanh = curves_of(values, Curve::tanh), sigmoid = curves_of(values, Curve::sigmoid);
    EXPECT_TRUE(std::isnan(tanh[0]) && std::isnan(sigmoid[0]));
    EXPECT_NEAR(tanh[1], 1, kBound<T>);
    EXPECT_NEAR(tanh[2], -1, kBound<T>);
    EXPECT_NEAR(sigmoid[1], 1, kBound<T>);
    EXPECT_NEAR(sigmoid[2], 0, kBound<T>);
}

TYPED_TEST(Blocks, HardSwishIsWithinFourRoundings) {
    using T = TypeParam;
    std::vector<T> values = samples<T>();
    for (int i = -256; i <= 256; ++i) values.push_back(static_cast<T>(i / 64.0 + 1e-5));
    const auto got = curves_of(values, Curve::hard_swish);
    const double bound = 4 * std::numeric_limits<T>::epsilon() / 2;
    for (std::size_t i = 0; i < values.size(); ++i) {
        const long double v = values[i], exact = v <= -3 ? 0 : v >= 3 ? v : v * (v + 3) / 6;
        const long double most = v <= -3 || v >= 3 ? 0 : bound * std::fabs(exact);
        EXPECT_LE(std::fabs(got[i] - exact), most) << values[i];
    }
    const T infinity = std::numeric_limits<T>::infinity();
    const auto special = curves_of(std::vector<T>{std::numeric_limits<T>::quiet_NaN(), infinity, -infinity},
                                   Curve::hard_swish);
    EXPECT_TRUE(std::isnan(special[0]) && std::isnan(special[2]));
    EXPECT_EQ(special[1], infinity);
}

TYPED_TEST(Blocks, SlopesBelongToChannelsOfEitherDimension) {
    using T = TypeParam;
    const int width = 7, rows = 5, planes = 2;
    for (const bool along_rows : {true, false}) {
        std::vector<T> values = integers<T>(static_cast<std::size_t>(width * rows * planes), 5);
        const std::vector<T> before = values;
        std::vector<T> slopes{2, -1, 0, 0.5, 4, 3, -2};
        Halide::ImageParam of_channels = operand("slopes", slopes);
        Halide::Func result("values");
        generators::Prelu algorithm(result, of_channels, Halide::Internal::make_bool(along_rows),
                                    Halide::type_of<T>());
        run(result, Halide::Buffer<T>(values.data(), width, rows, planes));
        for (std::size_t i = 0; i < values.size(); ++i) {
            const std::size_t channel = along_rows ? i % width : i / width % rows;
            const T v = before[i];
            EXPECT_EQ(values[i], v < 0 ? v * slopes[channel] : v) << i << " along rows " << along_rows;
        }
    }
}

}  // namespace
}  // namespace convt::test
