/// Bias and activation as PyTorch's modules of the same names compute them.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "convt/plan.hpp"
#include "support/problem.hpp"
#include "support/run.hpp"

namespace convt {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

/// Passes values through: a 1x1 kernel of one channel, weight 1.
std::vector<float> activate(ConvTransposeDesc desc, const std::vector<float>& values,
                            const float* bias = nullptr) {
    desc.rank = 1;
    desc.in_spatial[0] = desc.out_spatial[0] = static_cast<std::int64_t>(values.size());
    const auto plan = Plan::create(desc);
    EXPECT_TRUE(plan.ok()) << plan.status().message();
    const float one = 1.0F;
    const auto packed = plan->pack(&one);
    auto context = Context::create({.threads = 1});
    std::vector<float> outputs(values.size(), -1.0F);
    EXPECT_TRUE(plan->run(values.data(), *packed, bias, outputs.data(), *context).ok());
    return outputs;
}

ConvTransposeDesc with(Activation activation) {
    ConvTransposeDesc desc;
    desc.activation = activation;
    return desc;
}

const std::vector<float> kValues = {-kInfinity, -7.5F, -1.0F, -0.0F, 0.0F, 0.25F, 6.0F, 7.0F, kInfinity};

TEST(Activation, None) {
    EXPECT_EQ(activate(with(Activation::none), kValues), kValues);
}

TEST(Activation, Relu) {
    EXPECT_EQ(activate(with(Activation::relu), kValues),
              (std::vector<float>{0, 0, 0, 0, 0, 0.25F, 6, 7, kInfinity}));
}

TEST(Activation, Relu6) {
    EXPECT_EQ(activate(with(Activation::relu6), kValues),
              (std::vector<float>{0, 0, 0, 0, 0, 0.25F, 6, 6, 6}));
}

TEST(Activation, LeakyRelu) {
    ConvTransposeDesc desc = with(Activation::leaky_relu);
    desc.activation_alpha = 0.5F;
    EXPECT_EQ(activate(desc, kValues),
              (std::vector<float>{-kInfinity, -3.75F, -0.5F, 0, 0, 0.25F, 6, 7, kInfinity}));
}

TEST(Activation, LeakyReluWithSlopesOutsideZeroToOne) {
    ConvTransposeDesc desc = with(Activation::leaky_relu);
    desc.activation_alpha = 4.0F;
    EXPECT_EQ(activate(desc, {-2, 3}), (std::vector<float>{-8, 3}));
    desc.activation_alpha = -1.0F;
    EXPECT_EQ(activate(desc, {-2, 3}), (std::vector<float>{2, 3}));
    desc.activation_alpha = 0.0F;
    EXPECT_EQ(activate(desc, {-2, 3}), (std::vector<float>{0, 3}));
}

TEST(Activation, Clamp) {
    ConvTransposeDesc desc = with(Activation::clamp);
    desc.activation_min = -1.5F;
    desc.activation_max = 0.5F;
    EXPECT_EQ(activate(desc, kValues), (std::vector<float>{-1.5F, -1.5F, -1, 0, 0, 0.25F, 0.5F, 0.5F, 0.5F}));
}

TEST(Activation, ClampToOneValue) {
    ConvTransposeDesc desc = with(Activation::clamp);
    desc.activation_min = desc.activation_max = 2.0F;
    EXPECT_EQ(activate(desc, {-9, 2, 9}), (std::vector<float>{2, 2, 2}));
}

TEST(Activation, TanhAndSigmoidOverTheirRange) {
    std::vector<float> values = {-kInfinity, kInfinity, -100, 100, 0, 1e-8F};
    for (float v = -20; v <= 20; v += 0.03125F) values.push_back(v);
    const auto tanh = activate(with(Activation::tanh), values);
    const auto sigmoid = activate(with(Activation::sigmoid), values);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const double v = values[i];
        EXPECT_NEAR(tanh[i], std::tanh(v), 4e-7) << v;
        EXPECT_NEAR(sigmoid[i], 1 / (1 + std::exp(-v)), 4e-7) << v;
        EXPECT_LE(std::fabs(tanh[i]), 1.0F) << v;
        EXPECT_LE(sigmoid[i], 1.0F) << v;
        EXPECT_GE(sigmoid[i], 0.0F) << v;
    }
}

TEST(Activation, NanStaysNan) {
    for (Activation activation :
         {Activation::none, Activation::relu, Activation::relu6, Activation::leaky_relu, Activation::clamp,
          Activation::tanh, Activation::sigmoid}) {
        for (bool by_bias : {false, true}) {
            const float nan = std::nanf("");
            const auto got = activate(with(activation), {by_bias ? 1.0F : nan}, by_bias ? &nan : nullptr);
            EXPECT_TRUE(std::isnan(got[0])) << static_cast<int>(activation);
        }
    }
}

TEST(Bias, IsAddedBeforeTheActivation) {
    const float bias = -1.0F;
    EXPECT_EQ(activate(with(Activation::relu), {0.5F, 3.0F}, &bias), (std::vector<float>{0, 2}));
}

/// Every output channel gets its own, in both layouts, with groups and where no input reaches.
TEST(Bias, BelongsToItsChannel) {
    support::Random random;
    for (DataFormat format : {DataFormat::channels_last, DataFormat::channels_first}) {
        for (std::int64_t groups : {1, 3}) {
            for (Activation activation : {Activation::none, Activation::leaky_relu, Activation::tanh}) {
                ConvTransposeDesc desc = with(activation);
                desc.data_format = format;
                desc.groups = groups;
                desc.in_channels = 6;
                desc.out_channels = 21;
                desc.in_spatial = {3, 2, 1};
                desc.kernel_size = {2, 2, 1};
                desc.strides = {3, 2, 1};
                desc = support::with_outputs(desc, {-2, 0, 0});
                EXPECT_TRUE(support::computes_like_oracle(desc, random));
                EXPECT_TRUE(support::computes_like_oracle(desc, random, {.with_bias = false}));
            }
        }
    }
}

}  // namespace
}  // namespace convt
