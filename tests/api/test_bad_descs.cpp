/// Every rule of a descriptor: what breaks it, the code and the words that the message must have.

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <ostream>
#include <string>

#include "convt/plan.hpp"
#include "support/problem.hpp"

namespace convt {
namespace {

constexpr std::int64_t k2e31 = std::int64_t{1} << 31;

/// A good problem that every row spoils in one way.
ConvTransposeDesc good() {
    ConvTransposeDesc desc;
    desc.batch = 2;
    desc.in_channels = 4;
    desc.out_channels = 6;
    desc.groups = 2;
    desc.in_spatial = {5, 4, 1};
    desc.kernel_size = {3, 2, 1};
    desc.strides = {2, 2, 1};
    return support::with_outputs(desc);
}

struct BadDesc {
    const char* name;
    void (*spoil)(ConvTransposeDesc& desc);
    StatusCode code;
    const char* message;
};

constexpr auto kInvalid = StatusCode::invalid_argument;
constexpr auto kUnsupported = StatusCode::unsupported;
constexpr auto kTooLarge = StatusCode::too_large;

const BadDesc kBadDescs[] = {
    {"rank_0", [](auto& d) { d.rank = 0; }, kInvalid, "rank is 0"},
    {"rank_4", [](auto& d) { d.rank = 4; }, kInvalid, "rank is 4"},
    {"rank_negative", [](auto& d) { d.rank = -1; }, kInvalid, "rank is -1"},
    {"dtype_unknown", [](auto& d) { d.dtype = static_cast<DType>(99); }, kInvalid, "dtype is 99"},
    {"dtype_int32", [](auto& d) { d.dtype = DType::int32; }, kUnsupported, "dtype is int32"},
    {"output_dtype_unknown", [](auto& d) { d.output_dtype = static_cast<DType>(99); }, kInvalid,
     "output_dtype is 99"},
    {"output_dtype_narrower", [](auto& d) { d.output_dtype = DType::float16; }, kUnsupported,
     "output_dtype is float16; inputs of float32"},
    {"data_format", [](auto& d) { d.data_format = static_cast<DataFormat>(7); }, kInvalid,
     "data_format is 7"},
    {"activation", [](auto& d) { d.activation = static_cast<Activation>(50); }, kInvalid, "activation is 50"},
    {"clamp_order",
     [](auto& d) {
         d.activation = Activation::clamp;
         d.activation_min = 2.0F;
         d.activation_max = 1.0F;
     },
     kInvalid, "activation_min is 2"},
    {"clamp_nan",
     [](auto& d) {
         d.activation = Activation::clamp;
         d.activation_max = std::numeric_limits<float>::quiet_NaN();
     },
     kInvalid, "activation_max"},
    {"batch_negative", [](auto& d) { d.batch = -1; }, kInvalid, "batch is -1"},
    {"in_channels_negative", [](auto& d) { d.in_channels = -4; }, kInvalid, "in_channels is -4"},
    {"out_channels_negative", [](auto& d) { d.out_channels = -6; }, kInvalid, "out_channels is -6"},
    {"groups_0", [](auto& d) { d.groups = 0; }, kInvalid, "groups is 0"},
    {"groups_split_inputs", [](auto& d) { d.in_channels = 5; }, kInvalid, "in_channels is 5"},
    {"groups_split_outputs", [](auto& d) { d.out_channels = 7; }, kInvalid, "out_channels is 7"},
    {"in_spatial_negative", [](auto& d) { d.in_spatial[1] = -2; }, kInvalid, "in_spatial[1] is -2"},
    {"kernel_size_0", [](auto& d) { d.kernel_size[0] = 0; }, kInvalid, "kernel_size[0] is 0"},
    {"strides_0", [](auto& d) { d.strides[1] = 0; }, kInvalid, "strides[1] is 0"},
    {"strides_negative", [](auto& d) { d.strides[0] = -3; }, kInvalid, "strides[0] is -3"},
    {"dilation_0", [](auto& d) { d.dilation_rate[0] = 0; }, kInvalid, "dilation_rate[0] is 0"},
    {"crop_negative", [](auto& d) { d.crop_left[1] = -1; }, kInvalid, "crop_left[1] is -1"},
    {"out_spatial_negative", [](auto& d) { d.out_spatial[0] = -1; }, kInvalid, "out_spatial[0] is -1"},
    {"batch_2e31", [](auto& d) { d.batch = k2e31; }, kTooLarge, "batch is 2147483648"},
    {"strides_2e31", [](auto& d) { d.strides[0] = k2e31; }, kTooLarge, "strides[0] is 2147483648"},
    {"largest_int64", [](auto& d) { d.in_spatial[0] = std::numeric_limits<std::int64_t>::max(); }, kTooLarge,
     "in_spatial[0] is 9223372036854775807"},
    {"smallest_int64", [](auto& d) { d.out_spatial[0] = std::numeric_limits<std::int64_t>::min(); }, kInvalid,
     "out_spatial[0] is -9223372036854775808"},
    {"positions", [](auto& d) { d.strides[0] = k2e31 - 1; }, kTooLarge, "2^31"},
    {"dilated_positions", [](auto& d) { d.dilation_rate[1] = d.kernel_size[1] = k2e31 - 1; }, kTooLarge,
     "2^31"},
    {"crop_positions", [](auto& d) { d.crop_left[0] = k2e31 - 1; }, kTooLarge, "2^31"},
    {"inputs_image",
     [](auto& d) {
         d.in_spatial = {1 << 16, 1 << 13, 1};
     },
     kTooLarge, "inputs"},
    {"outputs_image",
     [](auto& d) {
         d.out_spatial = {1 << 15, 1 << 14, 1};
     },
     kTooLarge, "outputs"},
    {"kernel_elements",
     [](auto& d) {
         d.in_channels = 1 << 16;
         d.out_channels = 1 << 17;
     },
     kTooLarge, "kernel"},
    {"input_strides_inner",
     [](auto& d) {
         d.input_strides = {100, {20, 5, 0}, 2};
     },
     kInvalid,
     "inputs have stride 2 along channels and 5 along the last spatial dimension; one of them must be 1"},
    {"input_strides_other_overlap",
     [](auto& d) {
         d.input_strides = {80, {4, 1, 0}, 15};
     },
     kInvalid, "inputs have stride 15 along channels; elements of the inner axes span 20"},
    {"input_strides_other_2e31",
     [](auto& d) {
         d.input_strides = {k2e31 * 4, {4, 1, 0}, k2e31};
     },
     kTooLarge, "inputs span more than 2^31 - 1 elements per image along channels"},
    {"input_strides_zero_channels",
     [](auto& d) {
         d.input_strides = {80, {4, 1, 0}, 0};
     },
     kInvalid, "inputs have stride 0 along channels"},
    {"output_strides_inner",
     [](auto& d) {
         d.output_strides = {1000, {8, 1, 0}, 100};
     },
     kInvalid, "outputs have stride 100 along channels and 1 along the last spatial dimension"},
    {"input_strides_overlap",
     [](auto& d) {
         d.input_strides = {100, {20, 3, 0}, 1};
     },
     kInvalid, "must not overlap"},
    {"output_strides_overlap",
     [](auto& d) {
         d.output_strides = {1000, {20, 6, 0}, 1};
     },
     kInvalid, "outputs have stride 20"},
    {"output_strides_batch",
     [](auto& d) {
         d.output_strides = {10, {48, 6, 0}, 1};
     },
     kInvalid, "along batch"},
    {"input_strides_negative",
     [](auto& d) {
         d.input_strides = {-80, {16, 4, 0}, 1};
     },
     kInvalid, "along batch"},
    {"input_strides_2e31",
     [](auto& d) {
         d.input_strides = {k2e31 * 8, {k2e31, 4, 0}, 1};
     },
     kTooLarge, "inputs"},
};

void PrintTo(const BadDesc& bad, std::ostream* out) {
    *out << bad.name;
}

class BadDescs : public testing::TestWithParam<BadDesc> {};

TEST_P(BadDescs, IsRefusedWithItsReason) {
    ConvTransposeDesc desc = good();
    ASSERT_TRUE(validate(desc).ok()) << validate(desc).message();
    GetParam().spoil(desc);
    const Status status = validate(desc);
    EXPECT_EQ(status.code(), GetParam().code) << status.message();
    EXPECT_NE(status.message().find(GetParam().message), std::string::npos) << status.message();
    const auto plan = Plan::create(desc);
    ASSERT_FALSE(plan.ok());
    EXPECT_EQ(plan.status().code(), status.code());
    EXPECT_EQ(plan.status().message(), status.message());
}

INSTANTIATE_TEST_SUITE_P(Rule, BadDescs, testing::ValuesIn(kBadDescs),
                         [](const auto& test) { return std::string(test.param.name); });

/// Sizes just inside the limits are accepted: nothing here is refused for being large alone.
TEST(GoodDescs, JustBelowTheLimits) {
    ConvTransposeDesc desc;
    desc.rank = 1;
    desc.in_spatial[0] = 1 << 30;
    desc.out_spatial[0] = (1 << 30) - 1;
    EXPECT_TRUE(validate(desc).ok()) << validate(desc).message();
    desc.batch = 1 << 20;
    EXPECT_TRUE(validate(desc).ok()) << validate(desc).message();
}

TEST(GoodDescs, EntriesBeyondTheRankAreIgnored) {
    ConvTransposeDesc desc = good();
    desc.strides[2] = 0;
    desc.kernel_size[2] = -5;
    desc.out_spatial[2] = std::numeric_limits<std::int64_t>::min();
    EXPECT_TRUE(validate(desc).ok()) << validate(desc).message();
    EXPECT_TRUE(Plan::create(desc).ok());
}

}  // namespace
}  // namespace convt
