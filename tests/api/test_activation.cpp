/// Bias and activation as PyTorch's modules of the same names compute them.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "convt/plan.hpp"
#include "support/compare.hpp"
#include "support/kinds.hpp"
#include "support/problem.hpp"
#include "support/run.hpp"

namespace convt {
namespace {

using Doubles = std::vector<double>;

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Tried with each type; what is exact in float32 is in the others.
class ActivationOf : public testing::TestWithParam<DType> {
protected:
    [[nodiscard]] static ConvTransposeDesc with(Activation activation) {
        ConvTransposeDesc desc;
        desc.dtype = GetParam();
        desc.activation = activation;
        return desc;
    }
};

/// Passes values through: a 1x1 kernel of one channel, weight 1.
Doubles activate(ConvTransposeDesc desc, const Doubles& values, const double* bias = nullptr,
                 double slope = 0.5) {
    desc.rank = 1;
    desc.in_spatial[0] = desc.out_spatial[0] = static_cast<std::int64_t>(values.size());
    const auto plan = Plan::create(desc);
    EXPECT_TRUE(plan.ok()) << plan.status().message();
    const support::ElementVector one(desc.dtype, Doubles{1});
    const support::ElementVector added(desc.dtype, Doubles{bias == nullptr ? 0 : *bias});
    const support::ElementVector inputs(desc.dtype, values);
    const support::ElementVector slopes(desc.dtype, Doubles{slope});
    support::ElementVector outputs(desc.dtype, Doubles(values.size(), -1));
    const auto packed = plan->pack(one.data());
    auto context = Context::create({.threads = 1});
    const Status status =
        plan->run(inputs.data(), *packed, bias == nullptr ? nullptr : added.data(),
                  desc.activation == Activation::prelu ? slopes.data() : nullptr, outputs.data(), *context);
    EXPECT_TRUE(status.ok()) << status.message();
    return outputs.widened();
}

const Doubles kValues = {-kInfinity, -7.5, -1, -0.0, 0, 0.25, 6, 7, kInfinity};

TEST_P(ActivationOf, None) {
    EXPECT_EQ(activate(with(Activation::none), kValues), kValues);
}

TEST_P(ActivationOf, Relu) {
    EXPECT_EQ(activate(with(Activation::relu), kValues), (Doubles{0, 0, 0, 0, 0, 0.25, 6, 7, kInfinity}));
}

TEST_P(ActivationOf, Relu6) {
    EXPECT_EQ(activate(with(Activation::relu6), kValues), (Doubles{0, 0, 0, 0, 0, 0.25, 6, 6, 6}));
}

TEST_P(ActivationOf, LeakyRelu) {
    ConvTransposeDesc desc = with(Activation::leaky_relu);
    desc.activation_alpha = 0.5F;
    EXPECT_EQ(activate(desc, kValues), (Doubles{-kInfinity, -3.75, -0.5, 0, 0, 0.25, 6, 7, kInfinity}));
}

TEST_P(ActivationOf, LeakyReluWithSlopesOutsideZeroToOne) {
    ConvTransposeDesc desc = with(Activation::leaky_relu);
    desc.activation_alpha = 4.0F;
    EXPECT_EQ(activate(desc, {-2, 3}), (Doubles{-8, 3}));
    desc.activation_alpha = -1.0F;
    EXPECT_EQ(activate(desc, {-2, 3}), (Doubles{2, 3}));
    desc.activation_alpha = 0.0F;
    EXPECT_EQ(activate(desc, {-2, 3}), (Doubles{0, 3}));
}

TEST_P(ActivationOf, Clamp) {
    ConvTransposeDesc desc = with(Activation::clamp);
    desc.activation_min = -1.5F;
    desc.activation_max = 0.5F;
    EXPECT_EQ(activate(desc, kValues), (Doubles{-1.5, -1.5, -1, 0, 0, 0.25, 0.5, 0.5, 0.5}));
}

TEST_P(ActivationOf, ClampToOneValue) {
    ConvTransposeDesc desc = with(Activation::clamp);
    desc.activation_min = desc.activation_max = 2.0F;
    EXPECT_EQ(activate(desc, {-9, 2, 9}), (Doubles{2, 2, 2}));
}

TEST_P(ActivationOf, TanhAndSigmoidOverTheirRange) {
    Doubles values = {-kInfinity, kInfinity, -100, 100, 0, 1e-8};
    for (double v = -20; v <= 20; v += 0.03125) values.push_back(v);
    const double near = reference::curve_error(GetParam());
    const auto tanh = activate(with(Activation::tanh), values);
    const auto sigmoid = activate(with(Activation::sigmoid), values);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const long double v = values[i];
        EXPECT_TRUE(support::close(tanh[i], std::tanh(v), near)) << values[i];
        EXPECT_TRUE(support::close(sigmoid[i], 1 / (1 + std::exp(-v)), near)) << values[i];
        EXPECT_LE(std::fabs(tanh[i]), 1) << values[i];
        EXPECT_LE(sigmoid[i], 1) << values[i];
        EXPECT_GE(sigmoid[i], 0) << values[i];
    }
}

/// As PyTorch's hardswish and ONNX's HardSwish, whose 0 times infinity is no number.
TEST_P(ActivationOf, HardSwishOverItsRange) {
    Doubles values = {kInfinity, 3, 100, 1e30, -3, -100, -1e30, 0, 1e-8};
    for (double v = -4; v <= 4; v += 0.015625) values.push_back(v + (v < 0 ? 1e-4 : 0));
    const double four_roundings = 4 * reference::epsilon_of(GetParam());
    const support::ElementVector rounded(GetParam(), values);
    const auto got = activate(with(Activation::hard_swish), values);
    for (std::size_t i = 0; i < values.size(); ++i) {
        const long double v = rounded[i];
        const long double exact = v <= -3 ? 0 : v >= 3 ? v : v * (v + 3) / 6;
        const bool is_exact = v >= 3 || v <= -3;
        const auto bound = is_exact ? 0 : four_roundings * static_cast<double>(std::fabs(exact));
        EXPECT_TRUE(support::close(got[i], exact, bound)) << values[i] << ": " << got[i];
    }
    EXPECT_TRUE(std::isnan(activate(with(Activation::hard_swish), {-kInfinity})[0]));
}

TEST_P(ActivationOf, PreluWithSlopesOfEverySize) {
    EXPECT_EQ(activate(with(Activation::prelu), kValues),
              (Doubles{-kInfinity, -3.75, -0.5, 0, 0, 0.25, 6, 7, kInfinity}));
    for (const double slope : {4.0, -1.0, 0.0, 1.0}) {
        const auto got = activate(with(Activation::prelu), {-2, 3}, nullptr, slope);
        EXPECT_EQ(got, (Doubles{-2 * slope, 3}));
    }
}

TEST_P(ActivationOf, NanStaysNan) {
    for (Activation activation :
         {Activation::none, Activation::relu, Activation::relu6, Activation::leaky_relu, Activation::clamp,
          Activation::tanh, Activation::sigmoid, Activation::hard_swish, Activation::prelu}) {
        for (bool by_bias : {false, true}) {
            const double nan = std::nan("");
            const auto got = activate(with(activation), {by_bias ? 1 : nan}, by_bias ? &nan : nullptr);
            EXPECT_TRUE(std::isnan(got[0])) << static_cast<int>(activation);
        }
    }
}

class BiasOf : public ActivationOf {};

TEST_P(BiasOf, IsAddedBeforeTheActivation) {
    const double bias = -1;
    EXPECT_EQ(activate(with(Activation::relu), {0.5, 3.0}, &bias), (Doubles{0, 2}));
}

/// Every output channel gets its own, in both layouts, with groups and where no input reaches.
TEST_P(BiasOf, BelongsToItsChannel) {
    support::Random random;
    for (DataFormat format : {DataFormat::channels_last, DataFormat::channels_first}) {
        for (std::int64_t groups : {1, 3}) {
            for (Activation activation :
                 {Activation::none, Activation::leaky_relu, Activation::tanh, Activation::prelu}) {
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

INSTANTIATE_TEST_SUITE_P(Type, ActivationOf, testing::ValuesIn(support::element_types()), support::type_name);
INSTANTIATE_TEST_SUITE_P(Type, BiasOf, testing::ValuesIn(support::element_types()), support::type_name);

}  // namespace
}  // namespace convt
