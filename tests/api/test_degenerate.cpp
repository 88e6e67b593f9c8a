/// Problems at the edge of what there is: nothing in, nothing out, one of everything.

#include <gtest/gtest.h>

#include <cctype>
#include <limits>
#include <string>
#include <vector>

#include "convt/convt.hpp"
#include "support/kinds.hpp"
#include "support/problem.hpp"
#include "support/run.hpp"

namespace convt {
namespace {

class Degenerate : public testing::TestWithParam<support::Kind> {
protected:
    [[nodiscard]] static ConvTransposeDesc small() {
        ConvTransposeDesc desc;
        desc.data_format = GetParam().format;
        desc.dtype = GetParam().dtype;
        desc.in_channels = 3;
        desc.out_channels = 9;
        desc.in_spatial = {4, 3, 1};
        desc.kernel_size = {3, 2, 1};
        desc.strides = {2, 2, 1};
        return support::with_outputs(desc);
    }

    support::Random random_;
};

TEST_P(Degenerate, NoImages) {
    ConvTransposeDesc desc = small();
    desc.batch = 0;
    EXPECT_TRUE(support::computes_like_oracle(desc, random_));
}

TEST_P(Degenerate, NoOutputPositions) {
    for (std::size_t d : {0U, 1U}) {
        ConvTransposeDesc desc = small();
        desc.batch = 2;
        desc.out_spatial[d] = 0;
        EXPECT_TRUE(support::computes_like_oracle(desc, random_));
    }
}

TEST_P(Degenerate, NoOutputChannels) {
    ConvTransposeDesc desc = small();
    desc.batch = 2;
    desc.out_channels = 0;
    EXPECT_TRUE(support::computes_like_oracle(desc, random_));
}

/// Without inputs or input channels every output is the bias, and it must be written.
TEST_P(Degenerate, NoInputChannels) {
    ConvTransposeDesc desc = small();
    desc.in_channels = 0;
    EXPECT_TRUE(support::computes_like_oracle(desc, random_));
    EXPECT_TRUE(support::computes_like_oracle(desc, random_, {.with_bias = false}));
}

TEST_P(Degenerate, NoInputPositions) {
    for (std::size_t d : {0U, 1U}) {
        ConvTransposeDesc desc = small();
        desc.in_spatial[d] = 0;
        EXPECT_TRUE(support::computes_like_oracle(desc, random_));
    }
}

/// Estimates are numbers: explain() has a line for every kernel that was considered.
TEST_P(Degenerate, EstimatesAreNumbers) {
    const auto check = [](const ConvTransposeDesc& desc) {
        const auto plan = Plan::create(desc);
        ASSERT_TRUE(plan.ok()) << plan.status().message();
        const std::string text = plan->explain();
        EXPECT_NE(text.find("estimate"), std::string::npos);
        for (std::size_t at = text.find("estimate"); at != std::string::npos;
             at = text.find("estimate", at + 1)) {
            const std::size_t number = text.find(' ', at) + 1;
            EXPECT_TRUE(std::isdigit(static_cast<unsigned char>(text[number])))
                << support::to_string(desc) << ": " << text.substr(at, 60);
        }
    };
    ConvTransposeDesc desc = small();
    desc.batch = 0;
    check(desc);
    for (const auto channels : {&ConvTransposeDesc::in_channels, &ConvTransposeDesc::out_channels}) {
        desc = small();
        desc.*channels = 0;
        check(desc);
    }
    for (const auto sizes : {&ConvTransposeDesc::in_spatial, &ConvTransposeDesc::out_spatial}) {
        for (std::size_t d : {0U, 1U}) {
            desc = small();
            (desc.*sizes)[d] = 0;
            check(desc);
        }
    }
}

TEST_P(Degenerate, EmptyTensorsMayBeNull) {
    ConvTransposeDesc desc = small();
    desc.batch = 0;
    const auto plan = Plan::create(desc);
    ASSERT_TRUE(plan.ok()) << plan.status().message();
    const support::ElementVector kernel(desc.dtype, support::kernel_count(desc));
    const auto packed = plan->pack(kernel.data());
    auto context = Context::create({.threads = 1});
    ASSERT_TRUE(packed.ok() && context.ok());
    EXPECT_TRUE(plan->run(nullptr, *packed, nullptr, nullptr, *context).ok());
}

TEST_P(Degenerate, PlansWithoutOutputsNeedNoWorkspace) {
    ConvTransposeDesc desc = small();
    desc.batch = 0;
    desc.in_channels = 55;
    desc.out_channels = 12846;
    desc.in_spatial = {32, 18, 1};
    desc.kernel_size = {2, 5, 1};
    desc.strides = {1, 3, 1};
    desc.dilation_rate = {3, 1, 1};
    desc.crop_left = {1, 2, 0};
    desc.out_spatial = {1142706615, 34040, 1};
    const auto names = Plan::kernels(desc);
    ASSERT_TRUE(names.ok()) << names.status().message();
    for (const std::string& name : *names) {
        const auto plan = Plan::create(desc, {.kernel_name = name});
        ASSERT_TRUE(plan.ok()) << plan.status().message();
        EXPECT_LE(plan->workspace_bytes(), std::size_t{2} << 20) << name;
    }
}

TEST_P(Degenerate, OneCallWithNothingToCompute) {
    const bool last = GetParam().format == DataFormat::channels_last;
    const auto shape = last ? std::vector<std::int64_t>{2, 1, 3} : std::vector<std::int64_t>{2, 3, 1};
    const std::vector<float> inputs(6, 1.0F);
    const std::vector<float> kernel(30, 1.0F);
    const auto outputs = conv_transpose({inputs.data(), shape}, {kernel.data(), {2, 5, 3}}, 2, Padding::same,
                                        0, GetParam().format);
    ASSERT_TRUE(outputs.ok()) << outputs.status().message();
    EXPECT_EQ(outputs->shape,
              last ? (std::vector<std::int64_t>{2, 0, 5}) : (std::vector<std::int64_t>{2, 5, 0}));
    EXPECT_TRUE(outputs->data.empty());
}

/// A kernel without elements has nothing to pack, in one call as well.
TEST_P(Degenerate, OneCallWithoutInputChannels) {
    const bool last = GetParam().format == DataFormat::channels_last;
    const auto shape = last ? std::vector<std::int64_t>{1, 4, 0} : std::vector<std::int64_t>{1, 0, 4};
    const float none = 0;
    const auto outputs = conv_transpose({&none, shape}, {&none, {3, 5, 0}}, 2, Padding::valid, std::nullopt,
                                        GetParam().format);
    ASSERT_TRUE(outputs.ok()) << outputs.status().message();
    EXPECT_EQ(outputs->data, std::vector<float>(45, 0.0F));
}

TEST_P(Degenerate, OneOfEverything) {
    for (int rank : {1, 2, 3}) {
        ConvTransposeDesc desc;
        desc.rank = rank;
        desc.data_format = GetParam().format;
        desc.dtype = GetParam().dtype;
        desc.in_spatial = {1, 1, 1};
        desc.out_spatial = {1, 1, 1};
        EXPECT_TRUE(support::computes_like_oracle(desc, random_));
    }
}

TEST_P(Degenerate, OneChannelInOrOut) {
    for (std::int64_t in : {1, 20}) {
        for (std::int64_t out : {1, 20}) {
            ConvTransposeDesc desc = small();
            desc.in_channels = in;
            desc.out_channels = out;
            EXPECT_TRUE(support::computes_like_oracle(desc, random_));
        }
    }
}

TEST_P(Degenerate, StrideBeyondTheKernel) {
    ConvTransposeDesc desc = small();
    desc.strides = {7, 5, 1};
    EXPECT_TRUE(support::computes_like_oracle(support::with_outputs(desc, {-6, -4, 0}), random_));
}

TEST_P(Degenerate, StrideAndDilationShareADivisor) {
    ConvTransposeDesc desc = small();
    desc.strides = {4, 6, 1};
    desc.dilation_rate = {2, 3, 1};
    EXPECT_TRUE(support::computes_like_oracle(support::with_outputs(desc), random_));
}

TEST_P(Degenerate, InputsThatNoOutputUses) {
    ConvTransposeDesc desc = small();
    desc.in_spatial = {50, 40, 1};
    desc.crop_left = {9, 0, 0};
    desc.out_spatial = {5, 3, 1};
    EXPECT_TRUE(support::computes_like_oracle(desc, random_));
}

TEST_P(Degenerate, OutputsThatNoInputReaches) {
    ConvTransposeDesc desc = small();
    desc.crop_left = {30, 20, 0};
    desc.out_spatial = {6, 5, 1};
    EXPECT_TRUE(support::computes_like_oracle(desc, random_));
    EXPECT_TRUE(support::computes_like_oracle(desc, random_, {.with_bias = false}));
}

TEST_P(Degenerate, StrideNearTheLimit) {
    ConvTransposeDesc desc = small();
    desc.in_spatial = {1, 1, 1};
    desc.strides = {std::numeric_limits<std::int32_t>::max() / 2, 1 << 20, 1};
    desc.out_spatial = {4, 4, 1};
    EXPECT_TRUE(support::computes_like_oracle(desc, random_));
}

TEST_P(Degenerate, DilationNearTheLimit) {
    ConvTransposeDesc desc = small();
    desc.dilation_rate = {1 << 29, 1 << 30, 1};
    desc.strides = {1, 3, 1};
    desc.out_spatial = {6, 7, 1};
    EXPECT_TRUE(support::computes_like_oracle(desc, random_));
}

INSTANTIATE_TEST_SUITE_P(Kind, Degenerate, testing::ValuesIn(support::kinds()), support::kind_name);

}  // namespace
}  // namespace convt
