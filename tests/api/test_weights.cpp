/// Plans for weights that are an argument of the operator: packing counts, and what is chosen is right.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "convt/convt.hpp"
#include "support/problem.hpp"
#include "support/random.hpp"
#include "support/run.hpp"

namespace convt {
namespace {

/// Few pixels, many weights: packing takes longer than a run.
ConvTransposeDesc heavy_weights() {
    ConvTransposeDesc desc;
    desc.rank = 2;
    desc.in_channels = 256;
    desc.out_channels = 192;
    desc.in_spatial = {4, 4, 1};
    desc.kernel_size = {4, 4, 1};
    desc.strides = {2, 2, 1};
    desc.crop_left = {1, 1, 0};
    return support::with_outputs(desc, {1, 1, 0});
}

TEST(WeightsAsArgument, ArePackedInTheEstimate) {
    for (const char* kernel :
         {"convt_2d_nhwc_f32_direct_c8p5_base", "convt_2d_nhwc_f32_winograd2_c8p5_base"}) {
        const auto prepared = Plan::create(heavy_weights(), {.kernel_name = kernel});
        const auto argument =
            Plan::create(heavy_weights(), {.kernel_name = kernel, .weights = Weights::argument});
        if (!prepared.ok()) GTEST_SKIP() << prepared.status().message();
        ASSERT_TRUE(argument.ok()) << argument.status().message();
        EXPECT_GT(argument->estimated_cycles(), prepared->estimated_cycles());
        EXPECT_NE(argument->explain().find("for packing weights that are an argument"), std::string::npos);
        EXPECT_EQ(prepared->explain().find("for packing weights"), std::string::npos);
    }
}

TEST(WeightsAsArgument, CostMoreWhereTransformedWeightsAreMore) {
    const auto cost = [](const char* kernel) {
        const auto plan = [&](Weights weights) {
            return Plan::create(heavy_weights(), {.kernel_name = kernel, .threads = 1, .weights = weights});
        };
        const auto with = plan(Weights::argument), without = plan(Weights::prepared);
        return with.ok() && without.ok() ? with->estimated_cycles() - without->estimated_cycles() : 0;
    };
    const double direct = cost("convt_2d_nhwc_f32_direct_c8p5_base");
    if (direct == 0) GTEST_SKIP() << "no kernels of the tier base";
    EXPECT_GT(cost("convt_2d_nhwc_f32_winograd2_c8p5_base"), 2 * direct);
}

TEST(WeightsAsArgument, RunLikeTheOracle) {
    const auto plan = Plan::create(heavy_weights(), {.weights = Weights::argument});
    ASSERT_TRUE(plan.ok()) << plan.status().message();
    support::Random random;
    EXPECT_TRUE(support::runs_like_oracle(*plan, heavy_weights(), random, {}));
}

TEST(WeightsAsArgument, UnknownValueIsRefused) {
    const auto plan = Plan::create(heavy_weights(), {.weights = static_cast<Weights>(7)});
    EXPECT_EQ(plan.status().code(), StatusCode::invalid_argument);
    EXPECT_EQ(plan.status().message(), "options.weights is 7; it must be prepared or argument");
}

class CallInto : public testing::Test {
protected:
    std::vector<float> inputs_ = std::vector<float>(6, 1.0F);
    std::vector<float> kernel_ = std::vector<float>(30, 1.0F);
    std::vector<float> outputs_ = std::vector<float>(100, -1.0F);

    Status call(std::vector<std::int64_t> shape, Context* context) {
        return conv_transpose_into(TensorSpanOf<float>{outputs_.data(), std::move(shape)},
                                   {inputs_.data(), {2, 1, 3}}, {kernel_.data(), {2, 5, 3}}, 2, Padding::same,
                                   std::nullopt, DataFormat::channels_last, 1, context);
    }
};

TEST_F(CallInto, WritesWhatTheCallReturns) {
    const auto expected =
        conv_transpose({inputs_.data(), {2, 1, 3}}, {kernel_.data(), {2, 5, 3}}, 2, Padding::same);
    ASSERT_TRUE(expected.ok());
    Context one = Context::create({.threads = 1}).value();
    for (Context* context : {&one, static_cast<Context*>(nullptr)}) {
        std::fill(outputs_.begin(), outputs_.end(), -1.0F);
        const Status done = call(expected->shape, context);
        ASSERT_TRUE(done.ok()) << done.message();
        const auto end = outputs_.begin() + static_cast<std::ptrdiff_t>(expected->data.size());
        EXPECT_EQ(std::vector<float>(outputs_.begin(), end), expected->data);
        EXPECT_EQ(std::count(end, outputs_.end(), -1.0F), outputs_.end() - end);
    }
}

TEST_F(CallInto, RefusesAnotherShape) {
    const Status done = call({2, 3, 5}, nullptr);
    EXPECT_EQ(done.code(), StatusCode::invalid_argument);
    EXPECT_EQ(done.message(), "outputs has the shape (2, 3, 5); it must be (2, 2, 5)");
    EXPECT_EQ(outputs_, std::vector<float>(100, -1.0F));
}

}  // namespace
}  // namespace convt
