/// Inputs in another order of axes than the outputs, as the strides say.

#include <gtest/gtest.h>

#include <string>

#include "convt/plan.hpp"
#include "convt/tuning.hpp"
#include "support/kinds.hpp"
#include "support/problem.hpp"
#include "support/run.hpp"

namespace convt {
namespace {

using support::other;
using support::with_other_inputs;

constexpr auto kLast = DataFormat::channels_last;
constexpr auto kFirst = DataFormat::channels_first;

ConvTransposeDesc image(DataFormat format, std::int64_t in_channels = 24, std::int64_t out_channels = 32) {
    ConvTransposeDesc desc;
    desc.data_format = format;
    desc.in_channels = in_channels;
    desc.out_channels = out_channels;
    desc.in_spatial = {9, 14, 1};
    desc.kernel_size = {4, 4, 1};
    desc.strides = {2, 2, 1};
    desc.crop_left = {1, 1, 0};
    return support::with_outputs(desc, {1, 1, 0});
}

class InputOrder : public testing::TestWithParam<support::Kind> {
protected:
    [[nodiscard]] static ConvTransposeDesc mixed(std::int64_t in_channels = 24,
                                                 std::int64_t out_channels = 32) {
        return with_other_inputs(
            support::with_type(image(GetParam().format, in_channels, out_channels), GetParam().dtype));
    }
    support::Random random_;
};

TEST_P(InputOrder, IsServedByKernels) {
    for (const Algorithm algorithm : {Algorithm::automatic, Algorithm::direct, Algorithm::winograd}) {
        const auto plan = Plan::create(mixed(), {.algorithm = algorithm});
        ASSERT_TRUE(plan.ok()) << plan.status().message();
        EXPECT_STRNE(plan->kernel_name(), "convt_reference");
        EXPECT_TRUE(support::runs_like_oracle(*plan, mixed(), random_, {.threads = 2}));
    }
}

TEST_P(InputOrder, EveryRankBatchedInGroupsWithGaps) {
    for (int rank : {1, 2, 3}) {
        ConvTransposeDesc desc = support::with_type(image(GetParam().format), GetParam().dtype);
        desc.rank = rank;
        desc.batch = 3;
        desc.in_spatial = {4, 5, 3};
        desc.activation = Activation::tanh;
        desc = support::with_outputs(desc);
        for (std::int64_t groups : {1, 4, 8}) {
            desc.groups = groups;
            for (std::int64_t gap : {0, 1, 7}) {
                EXPECT_TRUE(support::computes_like_oracle(with_other_inputs(desc, gap), random_));
                EXPECT_TRUE(support::computes_like_oracle(with_other_inputs(support::with_gaps(desc, 2), gap),
                                                          random_));
            }
        }
    }
}

TEST_P(InputOrder, EmptyTensors) {
    for (const auto empty : {&ConvTransposeDesc::batch, &ConvTransposeDesc::in_channels}) {
        ConvTransposeDesc desc = mixed();
        desc.*empty = 0;
        desc.input_strides = dense_input_strides(desc, other(desc.data_format));
        EXPECT_TRUE(support::computes_like_oracle(desc, random_));
    }
    ConvTransposeDesc desc = mixed();
    desc.in_spatial[1] = 0;
    desc.input_strides = dense_input_strides(desc, other(desc.data_format));
    EXPECT_TRUE(support::computes_like_oracle(desc, random_));
}

/// Packed weights say nothing of where inputs lie: plans of one kernel share them.
TEST_P(InputOrder, SharesPackedWeights) {
    const ConvTransposeDesc desc = mixed();
    ConvTransposeDesc dense = desc;
    dense.input_strides = {};
    const auto names = Plan::kernels(desc);
    ASSERT_TRUE(names.ok());
    EXPECT_EQ(names->size(), Plan::kernels(dense)->size());
    for (const std::string& name : *names) {
        const auto plan = Plan::create(desc, {.kernel_name = name});
        const auto of_dense = Plan::create(dense, {.kernel_name = name});
        ASSERT_TRUE(plan.ok() && of_dense.ok()) << name;
        EXPECT_EQ(plan->pack_id(), of_dense->pack_id()) << name;
        EXPECT_EQ(plan->packed_bytes(), of_dense->packed_bytes()) << name;
    }
}

INSTANTIATE_TEST_SUITE_P(Kind, InputOrder, testing::ValuesIn(support::kinds()), support::kind_name);

TEST(InputOrderStrides, DenseOnesOfEitherFormat) {
    ConvTransposeDesc desc = image(kLast);
    desc.rank = 3;
    desc.batch = 2;
    desc.in_channels = 7;
    desc.in_spatial = {3, 4, 5};
    const auto last = dense_input_strides(desc, kLast);
    EXPECT_EQ(last.channels, 1);
    EXPECT_EQ(last.spatial, (support::Spatial{4 * 5 * 7, 5 * 7, 7}));
    EXPECT_EQ(last.batch, 3 * 4 * 5 * 7);
    const auto first = dense_input_strides(desc, kFirst);
    EXPECT_EQ(first.channels, 3 * 4 * 5);
    EXPECT_EQ(first.spatial, (support::Spatial{4 * 5, 5, 1}));
    EXPECT_EQ(first.batch, 3 * 4 * 5 * 7);
}

TEST(InputOrderStrides, SayTheFormat) {
    for (const DataFormat format : {kLast, kFirst}) {
        ConvTransposeDesc desc = image(format);
        EXPECT_EQ(inputs_format(desc), format);
        desc.input_strides = dense_input_strides(desc, format);
        EXPECT_EQ(inputs_format(desc), format);
        desc.input_strides = dense_input_strides(desc, other(format));
        EXPECT_EQ(inputs_format(desc), other(format));
        EXPECT_EQ(outputs_shape(desc), outputs_shape(image(format)));
    }
}

/// The stride of an axis of one element says nothing: NumPy and PyTorch write what they like there.
TEST(InputOrderStrides, OfOneElementAreIgnored) {
    support::Random random;
    for (const DataFormat format : {kLast, kFirst}) {
        ConvTransposeDesc one_channel = image(format, 1, 5);
        one_channel.input_strides = {9 * 14 * 6, {14 * 6, 3, 0}, 11};
        EXPECT_TRUE(support::computes_like_oracle(one_channel, random));
        EXPECT_EQ(inputs_format(one_channel), kLast);
        ConvTransposeDesc one_column = image(format, 6, 5);
        one_column.in_spatial[1] = 1;
        one_column = support::with_outputs(one_column);
        one_column.input_strides = {9 * 6 * 4, {2, 77, 0}, 9 * 4};
        EXPECT_TRUE(support::computes_like_oracle(one_column, random));
        EXPECT_EQ(inputs_format(one_column), kFirst);
    }
}

TEST(InputOrderStrides, NeitherAxisDenseIsRefusedWithAWayOut) {
    for (const DataFormat format : {kLast, kFirst}) {
        ConvTransposeDesc desc = image(format);
        desc.input_strides = {9 * 14 * 48, {14 * 48, 48, 0}, 2};
        const Status status = validate(desc);
        EXPECT_EQ(status.code(), StatusCode::invalid_argument);
        EXPECT_EQ(status.message(),
                  "inputs have stride 2 along channels and 48 along the last spatial dimension; one of them "
                  "must be 1; copy inputs that lie otherwise into either order");
    }
}

TEST(InputOrderText, NamesTheInputsOrder) {
    const std::string dense = problem_text(image(kLast));
    EXPECT_EQ(problem_text(with_other_inputs(image(kLast))), dense + " from_channels_first");
    EXPECT_EQ(problem_text(support::with_gaps(image(kLast), 3)), dense);
    EXPECT_EQ(problem_text(with_other_inputs(image(kFirst))),
              problem_text(image(kFirst)) + " from_channels_last");
}

/// What was measured of dense inputs says nothing of others.
TEST(InputOrderText, TunedEntriesAreOfOneOrder) {
    const ConvTransposeDesc dense = image(kLast);
    const auto slow = Plan::create(dense, {.kernel_name = Plan::kernels(dense)->back()});
    ASSERT_TRUE(slow.ok());
    const TuningSignature signature = tuning_signature();
    const auto table_of = [&](const ConvTransposeDesc& desc) {
        const auto table =
            TunedTable::parse(R"({"schema": 1, "signature": {"cpu": ")" + signature.cpu + R"(", "isa": ")" +
                              signature.isa + R"(", "library": ")" + signature.library +
                              R"(", "contract": )" + std::to_string(signature.contract) +
                              R"(}, "machine": {"model": "any", "threads": 2}, "entries": [{"problem": ")" +
                              problem_text(desc) + R"(", "kernel": ")" + slow->kernel_name() +
                              R"(", "schedule": ")" + slow->schedule_id() + R"(", "ms": 0.25}]})");
        EXPECT_TRUE(table.ok()) << table.status().message();
        return *table;
    };
    const ConvTransposeDesc mixed = with_other_inputs(dense);
    const auto is_tuned = [](const ConvTransposeDesc& desc, const TunedTable& table) {
        return Plan::create(desc, {.tuned = table})->explain().find("by the tuned table") !=
               std::string::npos;
    };
    EXPECT_TRUE(is_tuned(dense, table_of(dense)));
    EXPECT_FALSE(is_tuned(mixed, table_of(dense)));
    EXPECT_TRUE(is_tuned(mixed, table_of(mixed)));
}

}  // namespace
}  // namespace convt
