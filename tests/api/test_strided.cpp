/// Tensors that lie inside bigger ones. matches(), which these checks call, also demands that the elements in
/// between keep their poison.

#include <gtest/gtest.h>

#include <vector>

#include "convt/plan.hpp"
#include "reference/layout.hpp"
#include "support/kinds.hpp"
#include "support/problem.hpp"
#include "support/run.hpp"

namespace convt {
namespace {

class Strided : public testing::TestWithParam<support::Kind> {
protected:
    [[nodiscard]] static ConvTransposeDesc image(std::int64_t out_channels = 19) {
        ConvTransposeDesc desc;
        desc.data_format = GetParam().format;
        desc.dtype = GetParam().dtype;
        desc.batch = 2;
        desc.in_channels = 7;
        desc.out_channels = out_channels;
        desc.in_spatial = {5, 6, 1};
        desc.kernel_size = {3, 4, 1};
        desc.strides = {2, 2, 1};
        desc.crop_left = {1, 1, 0};
        return support::with_outputs(desc, {0, 1, 0});
    }

    support::Random random_;
};

TEST_P(Strided, GapsOfEverySize) {
    for (std::int64_t gap : {1, 2, 3, 7, 8, 16, 33}) {
        for (std::int64_t channels : {1, 3, 8, 19, 64}) {
            EXPECT_TRUE(support::computes_like_oracle(support::with_gaps(image(channels), gap), random_));
        }
    }
}

TEST_P(Strided, EveryRank) {
    for (int rank : {1, 2, 3}) {
        ConvTransposeDesc desc = image();
        desc.rank = rank;
        desc.in_spatial[2] = 3;
        desc.kernel_size[2] = 2;
        EXPECT_TRUE(
            support::computes_like_oracle(support::with_gaps(support::with_outputs(desc), 4), random_));
    }
}

TEST_P(Strided, OnlyInputs) {
    ConvTransposeDesc desc = support::with_gaps(image(), 3);
    desc.output_strides = {};
    EXPECT_TRUE(support::computes_like_oracle(desc, random_));
}

TEST_P(Strided, OnlyOutputs) {
    ConvTransposeDesc desc = support::with_gaps(image(), 3);
    desc.input_strides = {};
    EXPECT_TRUE(support::computes_like_oracle(desc, random_));
}

/// Kernel = stride is served by another way through the library: gaps must keep it from folding phases.
TEST_P(Strided, KernelEqualsStride) {
    for (std::int64_t channels : {1, 4, 24}) {
        ConvTransposeDesc desc = image(channels);
        desc.kernel_size = desc.strides = {2, 2, 1};
        desc.crop_left = {0, 0, 0};
        desc = support::with_outputs(desc);
        EXPECT_TRUE(support::computes_like_oracle(support::with_gaps(desc, 5), random_));
    }
}

TEST_P(Strided, WithGroupsAndActivation) {
    ConvTransposeDesc desc = image(21);
    desc.groups = 7;
    desc.activation = Activation::sigmoid;
    EXPECT_TRUE(support::computes_like_oracle(support::with_gaps(desc, 2), random_));
    desc.out_channels = 7;
    EXPECT_TRUE(support::computes_like_oracle(support::with_gaps(desc, 2), random_));
}

/// Strides that say "dense" in numbers give bit for bit what zeros give.
TEST_P(Strided, DenseInNumbersIsDense) {
    const ConvTransposeDesc implied = image();
    const ConvTransposeDesc stated = support::with_gaps(implied, 0);
    support::Operands operands(implied, random_);
    auto plan = Plan::create(implied);
    ASSERT_TRUE(plan.ok());
    ASSERT_TRUE(support::run_plan(*plan, operands).ok());
    const support::ElementVector expected(operands.outputs.values());
    auto stated_plan = Plan::create(stated);
    ASSERT_TRUE(stated_plan.ok()) << stated_plan.status().message();
    ASSERT_TRUE(support::run_plan(*stated_plan, operands).ok());
    EXPECT_EQ(support::ElementVector(operands.outputs.values()).widened(), expected.widened());
}

INSTANTIATE_TEST_SUITE_P(Kind, Strided, testing::ValuesIn(support::kinds()), support::kind_name);

}  // namespace
}  // namespace convt
