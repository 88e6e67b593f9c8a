/// Outputs worked out by hand: rounding, zero points, scales, bounds and the largest sums.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "convt/plan.hpp"

namespace convt {
namespace {

using Bytes = std::vector<std::int8_t>;

/// A 1x1 kernel of one channel over a row.
ConvTransposeDesc row(std::int64_t pixels) {
    ConvTransposeDesc desc;
    desc.rank = 1;
    desc.dtype = DType::int8;
    desc.in_spatial[0] = desc.out_spatial[0] = pixels;
    return desc;
}

template <typename Out = std::int8_t>
std::vector<Out> run(const ConvTransposeDesc& desc, const void* inputs, const Bytes& kernel,
                     const std::vector<float>& scales, const void* bias = nullptr) {
    const auto plan = Plan::create(desc);
    EXPECT_TRUE(plan.ok()) << plan.status().message();
    if (!plan.ok()) return {};
    const auto packed = plan->pack(kernel.data(), {scales.data(), static_cast<std::int64_t>(scales.size())});
    EXPECT_TRUE(packed.ok()) << packed.status().message();
    if (!packed.ok()) return {};
    auto context = Context::create({.threads = 1});
    std::vector<Out> outputs(static_cast<std::size_t>(desc.out_channels * desc.out_spatial[0]));
    const Status status = plan->run(inputs, *packed, bias, outputs.data(), *context);
    EXPECT_TRUE(status.ok()) << status.message();
    return outputs;
}

const Bytes kSums = {-6, -5, -3, -2, -1, 0, 1, 2, 3, 5, 6};

/// Each value of kSums times `scale`.
Bytes rounded(float scale, Rounding rounding) {
    ConvTransposeDesc desc = row(static_cast<std::int64_t>(kSums.size()));
    desc.quantization.rounding = rounding;
    return run(desc, kSums.data(), {1}, {scale});
}

TEST(QuantizedRounding, NearestEvenTakesHalvesToEvenNumbers) {
    EXPECT_EQ(rounded(0.5F, Rounding::nearest_even), (Bytes{-3, -2, -2, -1, 0, 0, 0, 1, 2, 2, 3}));
    EXPECT_EQ(rounded(0.25F, Rounding::nearest_even), (Bytes{-2, -1, -1, 0, 0, 0, 0, 0, 1, 1, 2}));
}

/// Of 1/4 the first step makes a half, which it takes up, and the second rounds that half away from zero.
TEST(QuantizedRounding, GemmlowpRoundsTwice) {
    EXPECT_EQ(rounded(0.5F, Rounding::gemmlowp), (Bytes{-3, -2, -1, -1, 0, 0, 1, 1, 2, 3, 3}));
    EXPECT_EQ(rounded(0.25F, Rounding::gemmlowp), (Bytes{-2, -1, -1, -1, 0, 0, 1, 1, 1, 2, 2}));
    EXPECT_EQ(rounded(3, Rounding::gemmlowp), (Bytes{-18, -15, -9, -6, -3, 0, 3, 6, 9, 15, 18}));
}

TEST(QuantizedRounding, SaturatesHugeMultipliers) {
    for (const Rounding rounding : {Rounding::nearest_even, Rounding::gemmlowp}) {
        const Bytes outputs = rounded(std::ldexp(1.0F, 100), rounding);
        EXPECT_EQ(outputs.front(), -128);
        EXPECT_EQ(outputs[5], 0);
        EXPECT_EQ(outputs.back(), 127);
        EXPECT_EQ(rounded(std::ldexp(1.0F, -100), rounding), Bytes(kSums.size()));
    }
}

TEST(QuantizedZeroPoints, BelongToBothSides) {
    ConvTransposeDesc desc = row(3);
    desc.dtype = DType::uint8;
    desc.quantization.input_zero_point = 100;
    desc.quantization.output_zero_point = 30;
    const std::vector<std::uint8_t> inputs = {100, 101, 90};
    EXPECT_EQ(run<std::uint8_t>(desc, inputs.data(), {2}, {1}), (std::vector<std::uint8_t>{30, 32, 10}));
}

/// A tap beyond the border adds nothing, whatever the zero point: it is no input of value 0.
TEST(QuantizedZeroPoints, BordersAddNothing) {
    ConvTransposeDesc desc = row(2);
    desc.kernel_size[0] = 3;
    desc.out_spatial[0] = 4;
    desc.quantization.input_zero_point = -100;
    const Bytes inputs = {-99, -98};
    EXPECT_EQ(run(desc, inputs.data(), {1, 10, 20}, {1}), (Bytes{1, 12, 40, 40}));
}

TEST(QuantizedScales, AreOneOrOneForEachChannel) {
    ConvTransposeDesc desc = row(1);
    desc.out_channels = 3;
    const Bytes input = {8};
    EXPECT_EQ(run(desc, input.data(), {1, 1, 1}, {2}), (Bytes{16, 16, 16}));
    EXPECT_EQ(run(desc, input.data(), {1, 1, 1}, {1, 2, 0.25F}), (Bytes{8, 16, 2}));
    desc.output_dtype = DType::float32;
    desc.quantization.input_scale = 0.5F;
    EXPECT_EQ(run<float>(desc, input.data(), {1, 1, 1}, {1, 2, 0.25F}), (std::vector<float>{4, 8, 1}));
}

TEST(QuantizedBias, IsOfInt32OrFloat32) {
    ConvTransposeDesc desc = row(1);
    desc.quantization.input_scale = 0.5F;
    desc.quantization.output_scale = 2;
    const Bytes input = {8};
    const std::int32_t units = 100;
    EXPECT_EQ(run(desc, input.data(), {1}, {1}, &units), (Bytes{27}));  // 108 / 4
    desc.quantization.bias_dtype = DType::float32;
    const float real = 100;
    EXPECT_EQ(run(desc, input.data(), {1}, {1}, &real), (Bytes{52}));  // 104 / 2
    EXPECT_EQ(run(desc, input.data(), {1}, {1}), (Bytes{2}));
}

TEST(QuantizedActivation, IsABoundOfTheOutputs) {
    ConvTransposeDesc desc = row(static_cast<std::int64_t>(kSums.size()));
    desc.quantization.output_zero_point = 10;
    desc.activation = Activation::relu;
    EXPECT_EQ(run(desc, kSums.data(), {2}, {1}), (Bytes{10, 10, 10, 10, 10, 10, 12, 14, 16, 20, 22}));
    desc.activation = Activation::relu6;
    EXPECT_EQ(run(desc, kSums.data(), {2}, {1}), (Bytes{10, 10, 10, 10, 10, 10, 12, 14, 16, 16, 16}));
    desc.activation = Activation::clamp;
    desc.activation_min = -2.5;
    desc.activation_max = 2.5;
    EXPECT_EQ(run(desc, kSums.data(), {1}, {1}), (Bytes{8, 8, 8, 8, 9, 10, 11, 12, 12, 12, 12}));
    desc.quantization.rounding = Rounding::gemmlowp;
    EXPECT_EQ(run(desc, kSums.data(), {1}, {1}), (Bytes{7, 7, 7, 8, 9, 10, 11, 12, 13, 13, 13}));
}

/// The most terms that are served, each as large as can be, and one more.
TEST(QuantizedSums, StayWithin32Bits) {
    ConvTransposeDesc desc = row(1);
    desc.dtype = DType::uint8;
    desc.output_dtype = DType::int32;
    desc.in_channels = 65793;
    const std::vector<std::uint8_t> inputs(65793, 255);
    EXPECT_EQ(run<std::int32_t>(desc, inputs.data(), Bytes(65793, -128), {1})[0], -2147483520);
    desc.quantization.input_zero_point = 255;
    const std::vector<std::uint8_t> zeros(65793, 0);
    EXPECT_EQ(run<std::int32_t>(desc, zeros.data(), Bytes(65793, -128), {1})[0], 2147483520);
    desc.in_channels = 65794;
    const auto refused = Plan::create(desc);
    ASSERT_FALSE(refused.ok());
    EXPECT_EQ(refused.status().code(), StatusCode::too_large);
    EXPECT_NE(refused.status().message().find("65794 terms"), std::string::npos)
        << refused.status().message();
}

}  // namespace
}  // namespace convt
