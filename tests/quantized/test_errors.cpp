/// What of types, scales, zero points and activations is refused, with which words.

#include <gtest/gtest.h>

#include <cstdint>
#include <limits>
#include <ostream>
#include <string>
#include <vector>

#include "convt/plan.hpp"

namespace convt {
namespace {

constexpr auto kInvalid = StatusCode::invalid_argument;
constexpr auto kUnsupported = StatusCode::unsupported;
constexpr float kInfinity = std::numeric_limits<float>::infinity();

ConvTransposeDesc good() {
    ConvTransposeDesc desc;
    desc.rank = 1;
    desc.dtype = DType::int8;
    desc.in_channels = desc.out_channels = 3;
    desc.in_spatial[0] = desc.out_spatial[0] = 1;
    return desc;
}

struct BadDesc {
    const char* name;
    void (*spoil)(ConvTransposeDesc& desc);
    StatusCode code;
    const char* message;
};

void PrintTo(const BadDesc& bad, std::ostream* out) {
    *out << bad.name;
}

const BadDesc kBadDescs[] = {
    {"dtype_int32", [](auto& d) { d.dtype = DType::int32; }, kUnsupported, "dtype is int32"},
    {"output_dtype_unknown", [](auto& d) { d.output_dtype = static_cast<DType>(9); }, kInvalid,
     "output_dtype is 9"},
    {"output_dtype_float64", [](auto& d) { d.output_dtype = DType::float64; }, kUnsupported,
     "output_dtype is float64"},
    {"output_dtype_of_floats",
     [](auto& d) {
         d.dtype = DType::float32;
         d.output_dtype = DType::int8;
     },
     kUnsupported, "output_dtype is int8"},
    {"quantization_of_floats",
     [](auto& d) {
         d.dtype = DType::float32;
         d.quantization.input_scale = 2;
     },
     kInvalid, "quantization is stated"},
    {"input_zero_point", [](auto& d) { d.quantization.input_zero_point = 128; }, kInvalid,
     "input_zero_point is 128; for int8 it must be in [-128, 127]"},
    {"input_zero_point_unsigned",
     [](auto& d) {
         d.dtype = DType::uint8;
         d.quantization.input_zero_point = -1;
     },
     kInvalid, "input_zero_point is -1; for uint8 it must be in [0, 255]"},
    {"output_zero_point", [](auto& d) { d.quantization.output_zero_point = -129; }, kInvalid,
     "output_zero_point is -129"},
    {"output_zero_point_of_floats",
     [](auto& d) {
         d.output_dtype = DType::float32;
         d.quantization.output_zero_point = 1;
     },
     kInvalid, "output_zero_point is 1; for float32 it must be 0"},
    {"output_scale_of_sums",
     [](auto& d) {
         d.output_dtype = DType::int32;
         d.quantization.output_scale = 2;
     },
     kInvalid, "output_scale is 2; for int32 it must be 1"},
    {"input_scale_0", [](auto& d) { d.quantization.input_scale = 0; }, kInvalid, "input_scale is 0"},
    {"input_scale_negative", [](auto& d) { d.quantization.input_scale = -1; }, kInvalid, "input_scale is -1"},
    {"output_scale_infinite", [](auto& d) { d.quantization.output_scale = kInfinity; }, kInvalid,
     "output_scale is inf"},
    {"output_scale_nan",
     [](auto& d) { d.quantization.output_scale = std::numeric_limits<float>::quiet_NaN(); }, kInvalid,
     "output_scale is nan"},
    {"rounding", [](auto& d) { d.quantization.rounding = static_cast<Rounding>(2); }, kInvalid,
     "rounding is 2"},
    {"bias_dtype", [](auto& d) { d.quantization.bias_dtype = DType::int8; }, kInvalid, "bias_dtype is int8"},
    {"bias_dtype_gemmlowp",
     [](auto& d) {
         d.quantization.rounding = Rounding::gemmlowp;
         d.quantization.bias_dtype = DType::float32;
     },
     kInvalid, "gemmlowp"},
    {"bias_dtype_of_sums",
     [](auto& d) {
         d.output_dtype = DType::int32;
         d.quantization.bias_dtype = DType::float32;
     },
     kInvalid, "bias_dtype is float32"},
    {"tanh", [](auto& d) { d.activation = Activation::tanh; }, kUnsupported, "activation is tanh"},
    {"leaky_relu", [](auto& d) { d.activation = Activation::leaky_relu; }, kUnsupported,
     "activation is leaky_relu"},
    {"prelu", [](auto& d) { d.activation = Activation::prelu; }, kUnsupported, "activation is prelu"},
    {"relu6_of_sums",
     [](auto& d) {
         d.output_dtype = DType::int32;
         d.activation = Activation::relu6;
     },
     kUnsupported, "activation is relu6"},
};

class BadQuantizedDescs : public testing::TestWithParam<BadDesc> {};

TEST_P(BadQuantizedDescs, AreRefusedWithTheirReason) {
    ConvTransposeDesc desc = good();
    ASSERT_TRUE(validate(desc).ok()) << validate(desc).message();
    GetParam().spoil(desc);
    const Status status = validate(desc);
    EXPECT_EQ(status.code(), GetParam().code);
    EXPECT_NE(status.message().find(GetParam().message), std::string::npos) << status.message();
    EXPECT_EQ(Plan::create(desc).status().message(), status.message());
}

INSTANTIATE_TEST_SUITE_P(Rules, BadQuantizedDescs, testing::ValuesIn(kBadDescs),
                         [](const testing::TestParamInfo<BadDesc>& test) { return test.param.name; });

TEST(QuantizedPack, RefusesScalesThatAreNone) {
    const auto plan = Plan::create(good());
    ASSERT_TRUE(plan.ok()) << plan.status().message();
    const std::vector<std::int8_t> kernel(9, 1);
    const auto refusal = [&](const std::vector<float>& scales) {
        const auto packed =
            plan->pack(kernel.data(), {scales.data(), static_cast<std::int64_t>(scales.size())});
        EXPECT_EQ(packed.status().code(), kInvalid);
        return packed.status().message();
    };
    EXPECT_NE(plan->pack(kernel.data()).status().message().find("scales is null"), std::string::npos);
    EXPECT_NE(refusal({1, 1}).find("scales.count is 2; it must be 1 or out_channels, which is 3"),
              std::string::npos);
    EXPECT_NE(refusal({1, 0, 1}).find("scales[1] is 0; it must be finite and above 0"), std::string::npos);
    EXPECT_NE(refusal({1, 1, -2}).find("scales[2] is -2"), std::string::npos);
    EXPECT_NE(refusal({kInfinity}).find("scales[0] is inf"), std::string::npos);
}

TEST(QuantizedPack, RefusesScalesThatLeadOutOfFloat32) {
    ConvTransposeDesc desc = good();
    desc.quantization.output_scale = 1e-30F;
    const auto plan = Plan::create(desc);
    ASSERT_TRUE(plan.ok()) << plan.status().message();
    const std::vector<std::int8_t> kernel(9, 1);
    const float scale = 1e20F;
    const Status status = plan->pack(kernel.data(), KernelScales{&scale, 1}).status();
    EXPECT_EQ(status.code(), kInvalid);
    EXPECT_NE(status.message().find("leads out of float32"), std::string::npos) << status.message();
}

TEST(QuantizedPack, RefusesScalesOfKernelsThatHaveNone) {
    ConvTransposeDesc desc = good();
    desc.dtype = DType::float32;
    const auto plan = Plan::create(desc);
    ASSERT_TRUE(plan.ok());
    const std::vector<float> kernel(9, 1);
    const float scale = 1;
    const Status status = plan->pack(kernel.data(), KernelScales{&scale, 1}).status();
    EXPECT_EQ(status.code(), kInvalid);
    EXPECT_NE(status.message().find("scales are given"), std::string::npos) << status.message();
}

TEST(QuantizedPack, SumsNeedNoScales) {
    ConvTransposeDesc desc = good();
    desc.output_dtype = DType::int32;
    const auto plan = Plan::create(desc);
    ASSERT_TRUE(plan.ok()) << plan.status().message();
    const std::vector<std::int8_t> kernel(9, 1);
    EXPECT_TRUE(plan->pack(kernel.data()).ok());
}

}  // namespace
}  // namespace convt
