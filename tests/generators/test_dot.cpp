// Sums of 8-bit inputs and what follows them as they are defined, without any schedule, against plain loops.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "algorithms/dot.h"
#include "jit.hpp"

namespace convt::test {
namespace {

constexpr int kChannels = 5, kPixels = 4;

template <typename T>
std::vector<T> values(std::size_t count, int seed) {
    std::vector<T> all(count);
    for (std::size_t i = 0; i < count; ++i) all[i] = static_cast<T>(static_cast<int>(i) * 37 * seed + seed);
    return all;
}

template <typename T>
Halide::ImageParam operand(const char* name, Halide::Buffer<T> buffer) {
    Halide::ImageParam param(Halide::type_of<T>(), buffer.dimensions(), name);
    param.set(buffer);
    return param;
}

template <typename Input>
void expect_sums(int terms) {
    constexpr int kLanes = 2, kVectors = 2, kTile = 3, kTiles = 2, kBlocks = 2, kSteps = 2, kTaps = 3;
    constexpr int kBlock = kLanes * kVectors;
    const int block_stride = kTaps * kSteps * kBlock * terms;
    std::vector<Input> inputs = values<Input>(100, 1);
    std::vector<std::int8_t> weights =
        values<std::int8_t>(static_cast<std::size_t>(block_stride * kBlocks), 3);
    std::vector<std::int32_t> starts = values<std::int32_t>(kBlock * kBlocks, 5);
    std::vector<std::int32_t> from{10, 14, 40, 50, 60, 60};
    std::vector<std::int32_t> taps;
    for (const int tap : {2, 0, 1}) {
        taps.push_back(-4 * tap);
        taps.push_back(tap * kSteps * kBlock * terms);
    }
    std::vector<std::int32_t> sums(kBlock * kTile * kTiles * kBlocks), expected;
    for (int block = 0; block < kBlocks; ++block) {
        for (std::size_t place = 0; place < from.size(); ++place) {
            for (int lane = 0; lane < kBlock; ++lane) {
                int sum = starts[static_cast<std::size_t>(block * kBlock + lane)];
                for (int i = 0; i < kTaps * kSteps * terms; ++i) {
                    const int tap = i / terms / kSteps, step = i / terms % kSteps, term = i % terms;
                    const int at =
                        from[place] + taps[static_cast<std::size_t>(2 * tap)] + step * terms + term;
                    const int weight = block * block_stride + taps[static_cast<std::size_t>(2 * tap + 1)] +
                                       (step * kBlock + lane) * terms + term;
                    sum += inputs[static_cast<std::size_t>(at)] * weights[static_cast<std::size_t>(weight)];
                }
                expected.push_back(sum);
            }
        }
    }
    Halide::ImageParam in = test::operand("inputs", inputs), kernel = test::operand("kernel", weights),
                       first = test::operand("starts", starts), places = test::operand("from", from),
                       list = operand("taps", Halide::Buffer<std::int32_t>(taps.data(), 2, kTaps));
    Halide::Func result("sums");
    generators::DotMultiply algorithm(
        in, kernel, first, places, list, result, {kLanes, kVectors, kTile, terms},
        {static_cast<int>(inputs.size()), static_cast<int>(weights.size()), kTaps, kSteps, block_stride});
    run(result, Halide::Buffer<std::int32_t>(sums.data(), kBlock, kTile, kTiles, kBlocks));
    EXPECT_EQ(sums, expected);
}

TEST(Dot, SumsOfBytes) {
    expect_sums<std::uint8_t>(4);
}

TEST(Dot, SumsOf16Bits) {
    expect_sums<std::int16_t>(2);
}

/// Sums in halves of an output, and some that saturate.
class DotRows : public testing::Test {
protected:
    Halide::ImageParam sums() {
        return operand("sums", Halide::Buffer<std::int32_t>(sums_.data(), kChannels, kPixels));
    }
    template <typename Output, typename Formula>
    void expect(Halide::Func outputs, const Formula& formula) {
        std::vector<Output> got(sums_.size()), expected(sums_.size());
        for (std::size_t i = 0; i < sums_.size(); ++i) expected[i] = formula(sums_[i], i % kChannels);
        run(outputs, Halide::Buffer<Output>(got.data(), kChannels, kPixels));
        EXPECT_EQ(got, expected);
    }

    std::vector<std::int32_t> sums_{-7,  -5,   -3,  -1,   0, 1, 3, 5,  7,  9,
                                    100, -100, 600, -600, 2, 4, 6, -2, -4, 1000};
    std::vector<float> factors_{0.5F, 0.25F, 1, 1.5F, 0.75F}, biases_{0, 1, -1, 2.5F, 0.5F};
};

TEST_F(DotRows, Nearest) {
    Halide::ImageParam factors = test::operand("factors", factors_),
                       biases = test::operand("biases", biases_);
    for (const bool with_bias : {false, true}) {
        Halide::Func result("outputs");
        generators::dot_nearest(sums(), factors, biases, 2.0F, with_bias ? 1 : 0, 3, -128, 127, result);
        expect<std::uint8_t>(result, [&](std::int32_t sum, std::size_t c) {
            float value = static_cast<float>(sum) * factors_[c];
            if (with_bias) value = (value + biases_[c]) / 2;
            const float rounded = std::nearbyint(value) + 3;
            return static_cast<std::uint8_t>(
                static_cast<std::int8_t>(std::min(std::max(rounded, -128.0F), 127.0F)));
        });
    }
}

TEST_F(DotRows, Gemmlowp) {
    // 1/2, 1/4, 1, 3 and 3/4, by mantissas of 31 bits.
    std::vector<std::int32_t> mantissas{1 << 30, 1 << 30, 1 << 30, 3 << 29, 3 << 29},
        exponents{0, -1, 1, 2, 0};
    const std::vector<double> reals{0.5, 0.25, 1, 3, 0.75};
    Halide::ImageParam m = test::operand("mantissas", mantissas), e = test::operand("exponents", exponents);
    Halide::Func result("outputs");
    generators::dot_gemmlowp(sums(), m, e, 1, 3, 0, 255, result);
    expect<std::uint8_t>(result, [&](std::int32_t sum, std::size_t c) {
        // The first step has the power of two above 1 in its product, and takes halves up.
        const double high = std::floor(sum * reals[c] * std::exp2(std::max(-exponents[c], 0)) + 0.5);
        const double rounded = std::round(high / std::exp2(std::max(-exponents[c], 0)));
        return static_cast<std::uint8_t>(std::min(std::max(rounded + 3, 0.0), 255.0));
    });
}

TEST_F(DotRows, Real) {
    Halide::ImageParam factors = test::operand("factors", factors_),
                       biases = test::operand("biases", biases_);
    for (const bool with_bias : {false, true}) {
        Halide::Func result("outputs");
        generators::dot_real(sums(), factors, biases, with_bias ? 1 : 0, -50.0F, 60.0F, result);
        expect<float>(result, [&](std::int32_t sum, std::size_t c) {
            const float value = static_cast<float>(sum) * factors_[c] + (with_bias ? biases_[c] : 0);
            return std::min(std::max(value, -50.0F), 60.0F);
        });
    }
}

}  // namespace
}  // namespace convt::test
