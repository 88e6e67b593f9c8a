/// The check that stands behind `convt bench --check`: right outputs pass, wrong ones cannot.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "support/layers/prepared_layer.hpp"
#include "support/layers/sampled_check.hpp"

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

/// One product of 20: the bound is (2 * 1 + 8) * 2^-24 * 20. A float at 20 moves in steps of 2^-19.
TEST(SampledCheck, CountsErrorsInBounds) {
    std::vector<float> outputs{2, 13, 20, 130, 200, 300, 0};
    for (const int steps : {0, 1, 25}) {
        outputs[2] = 20.0F + std::ldexp(static_cast<float>(steps), -19);
        const SampledCheck check = check_outputs(digits_desc(), kInputs, kKernel, outputs.data());
        EXPECT_DOUBLE_EQ(check.max_error_over_bound, steps * 32 / 200.0) << steps;
    }
}

/// In float64: 2^-53 and steps of 2^-48, so the same number of bounds.
TEST(SampledCheck, ServesDoubles) {
    ConvTransposeDesc desc = digits_desc();
    desc.dtype = DType::float64;
    const double inputs[] = {1, 10, 100};
    const double kernel[] = {1, 2, 3};
    const double outputs[] = {2, 13, 20 + 0x1p-48, 130, 200, 300, 0};
    EXPECT_DOUBLE_EQ(check_outputs(desc, inputs, kernel, outputs).max_error_over_bound, 32 / 200.0);
}

/// Outputs of integers are exact: one step is beyond any bound.
TEST(SampledCheck, ServesIntegers) {
    ConvTransposeDesc desc = digits_desc();
    desc.dtype = DType::int8;
    const std::int8_t inputs[] = {1, 10, 20};
    const std::int8_t kernel[] = {1, 2, 3};
    std::int8_t outputs[] = {1, 6, 10, 25, 20, 30, 0};  // halves of 2, 13, 20, 50, 40, 60: to even numbers
    const auto check = [&] {
        return check_outputs(desc, inputs, kernel, outputs, Algorithm::direct, 0.5F).max_error_over_bound;
    };
    EXPECT_EQ(check(), 0);
    outputs[3] = 26;
    EXPECT_GT(check(), 1);
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
    const auto* const outputs = static_cast<const float*>(layer.outputs());
    for (int i = 0; i < 7; ++i) EXPECT_TRUE(std::isnan(outputs[i]));
    Result<Context> context = Context::create({1});
    ASSERT_TRUE(context.ok());
    layer.run(*context);
    const SampledCheck check = check_outputs(digits_desc(), layer.inputs(), layer.kernel(), layer.outputs());
    EXPECT_LE(check.max_error_over_bound, 1);
    EXPECT_GT(layer.plan_us(), 0);
}

}  // namespace
}  // namespace convt::tools::test
