/// The check that stands behind `convt bench --check`: right outputs pass, wrong ones cannot.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "support/exact_output.hpp"
#include "support/prepared_layer.hpp"
#include "support/sampled_check.hpp"

namespace convt::tools::test {
namespace {

/// kernel 3, strides 2, crop 1 on 1, 10, 100.
ConvTransposeDesc digits_desc() {
    ConvTransposeDesc desc;
    desc.rank = 1;
    desc.in_spatial = {3, 1, 1};
    desc.kernel_size = {3, 1, 1};
    desc.strides = {2, 1, 1};
    desc.crop_left = {1, 0, 0};
    desc.out_spatial = {7, 1, 1};
    return desc;
}

const float kInputs[] = {1, 10, 100};
const float kKernel[] = {1, 2, 3};

TEST(ExactOutput, KnownValuesAndBounds) {
    const double expected[] = {2, 13, 20, 130, 200, 300, 0};
    const int products[] = {1, 2, 1, 2, 1, 1, 0};
    for (int i = 0; i < 7; ++i) {
        const ExactOutput exact = exact_output(digits_desc(), kInputs, kKernel, i);
        EXPECT_EQ(exact.value, expected[i]) << i;
        const double ulps = 2 * std::sqrt(products[i]) + 8;
        EXPECT_DOUBLE_EQ(exact.bound, ulps * std::ldexp(expected[i], -24)) << i;
    }
}

TEST(SampledCheck, SeesEveryWrongOutputOfASmallLayer) {
    std::vector<float> outputs{2, 13, 20, 130, 200, 300, 0};
    const SampledCheck right = check_outputs(digits_desc(), kInputs, kKernel, outputs.data());
    EXPECT_EQ(right.max_error_over_bound, 0);
    EXPECT_EQ(right.outputs_checked, 7);
    for (float& output : outputs) {
        const float kept = output;
        for (const float wrong : {kept * 1.00001F + 0.0001F, std::numeric_limits<float>::quiet_NaN()}) {
            output = wrong;
            EXPECT_GT(check_outputs(digits_desc(), kInputs, kKernel, outputs.data()).max_error_over_bound, 1);
        }
        output = kept;
    }
}

TEST(SampledCheck, SamplesALargeLayerEverywhere) {
    ConvTransposeDesc desc;
    desc.in_spatial = desc.out_spatial = {512, 512, 1};
    desc.out_channels = 4;
    const std::vector<float> inputs(512 * 512, 1.0F);
    const std::vector<float> kernel(4, 1.0F);
    std::vector<float> outputs(512 * 512 * 4, 1.0F);
    const SampledCheck check = check_outputs(desc, inputs.data(), kernel.data(), outputs.data());
    EXPECT_EQ(check.max_error_over_bound, 0);
    EXPECT_EQ(check.outputs_checked, 20000);
    // One channel wrong, a stretch of rows wrong, and each end wrong: all are seen.
    const auto spoiled = [&](std::size_t begin, std::size_t end, std::size_t step) {
        std::vector<float> copy = outputs;
        for (std::size_t i = begin; i < end; i += step) copy[i] = 2;
        return check_outputs(desc, inputs.data(), kernel.data(), copy.data()).max_error_over_bound;
    };
    for (std::size_t channel = 0; channel < 4; ++channel) EXPECT_GT(spoiled(channel, outputs.size(), 4), 1);
    EXPECT_GT(spoiled(512 * 4 * 100, 512 * 4 * 101, 1), 1);
    EXPECT_GT(spoiled(0, 1, 1), 1);
    EXPECT_GT(spoiled(outputs.size() - 1, outputs.size(), 1), 1);
}

TEST(PreparedLayer, OutputsAreUnsetUntilRun) {
    PreparedLayer layer(digits_desc(), {});
    for (const float output : layer.outputs()) EXPECT_TRUE(std::isnan(output));
    Result<Context> context = Context::create({1});
    ASSERT_TRUE(context.ok());
    layer.run(*context);
    const SampledCheck check =
        check_outputs(digits_desc(), layer.inputs().data(), layer.kernel().data(), layer.outputs().data());
    EXPECT_LE(check.max_error_over_bound, 1);
    EXPECT_GT(layer.plan_us(), 0);
}

}  // namespace
}  // namespace convt::tools::test
