/// pytorch_desc and onnx_desc: what they compute, and what they refuse. Expected sizes are the test support's
/// (support/front_ends.hpp), which golden tests compare with ONNX Runtime's outputs.

#include <gtest/gtest.h>

#include <functional>
#include <ostream>
#include <string>
#include <vector>

#include "convt/convt.hpp"
#include "support/front_ends.hpp"

namespace convt {
namespace {

using Shape = std::vector<std::int64_t>;

void expect_equal(const ConvTransposeDesc& made, const ConvTransposeDesc& expected, const std::string& what) {
    EXPECT_EQ(outputs_shape(made), outputs_shape(expected)) << what;
    EXPECT_EQ(made.rank, expected.rank) << what;
    EXPECT_EQ(made.data_format, expected.data_format) << what;
    EXPECT_EQ(made.in_channels, expected.in_channels) << what;
    EXPECT_EQ(made.groups, expected.groups) << what;
    for (std::size_t d = 0; d < static_cast<std::size_t>(made.rank); ++d) {
        EXPECT_EQ(made.in_spatial[d], expected.in_spatial[d]) << what;
        EXPECT_EQ(made.kernel_size[d], expected.kernel_size[d]) << what;
        EXPECT_EQ(made.strides[d], expected.strides[d]) << what;
        EXPECT_EQ(made.dilation_rate[d], expected.dilation_rate[d]) << what;
        EXPECT_EQ(made.crop_left[d], expected.crop_left[d]) << what;
    }
}

TEST(PytorchDesc, IsWhatTheFormulaGives) {
    int compared = 0;
    for (std::int64_t k = 1; k <= 5; ++k)
        for (std::int64_t s = 1; s <= 3; ++s)
            for (std::int64_t d = 1; d <= 2; ++d)
                for (std::int64_t p = 0; p <= (k - 1) * d / 2 + 1; ++p)
                    for (std::int64_t q = 0; q < std::max(s, d); ++q) {
                        const auto made =
                            pytorch_desc({2, 6, 4, 7}, {6, 5, k, 3}, {s, 2}, {p, 1}, {q, 1}, 3, {d, 1});
                        ASSERT_TRUE(made.ok()) << made.status().message();
                        const auto expected = support::pytorch_desc({.input = {2, 6, 4, 7},
                                                                     .weight = {6, 5, k, 3},
                                                                     .stride = {s, 2},
                                                                     .padding = {p, 1},
                                                                     .output_padding = {q, 1},
                                                                     .groups = 3,
                                                                     .dilation = {d, 1}});
                        expect_equal(*made, expected, "k" + std::to_string(k) + " p" + std::to_string(p));
                        EXPECT_TRUE(validate(*made).ok()) << validate(*made).message();
                        ++compared;
                    }
    EXPECT_GT(compared, 100);
}

/// docs/mappings.md's example, sizes as PyTorch's documentation computes them.
TEST(PytorchDesc, OneValueStandsForEveryDimension) {
    const auto made = pytorch_desc({8, 256, 32, 24}, {256, 64, 3, 3}, 2, 1, 1, 2);
    ASSERT_TRUE(made.ok()) << made.status().message();
    EXPECT_EQ(outputs_shape(*made), (Shape{8, 128, 64, 48}));
    EXPECT_EQ(outputs_shape(*pytorch_desc({1, 4, 10}, {4, 2, 4})), (Shape{1, 2, 13}));
    EXPECT_EQ(outputs_shape(*pytorch_desc({1, 4, 3, 3, 3}, {4, 2, 2, 2, 2}, 2)), (Shape{1, 2, 6, 6, 6}));
}

TEST(OnnxDesc, IsWhatTheRulesGive) {
    const std::vector<std::pair<AutoPad, std::string>> words{{AutoPad::notset, "NOTSET"},
                                                             {AutoPad::valid, "VALID"},
                                                             {AutoPad::same_upper, "SAME_UPPER"},
                                                             {AutoPad::same_lower, "SAME_LOWER"}};
    for (const auto& [auto_pad, word] : words)
        for (std::int64_t k = 1; k <= 4; ++k)
            for (std::int64_t s = 1; s <= 3; ++s)
                for (std::int64_t q = 0; q < s; ++q)
                    for (const Shape& output_shape : {Shape{}, Shape{5}, Shape{9}}) {
                        const bool padded = auto_pad == AutoPad::notset;
                        const Shape pads = padded && k > 2 ? Shape{1, 0} : Shape{};
                        OnnxAttributes attributes;
                        attributes.auto_pad = auto_pad;
                        attributes.output_padding = q;
                        attributes.output_shape = output_shape;
                        attributes.pads = pads;
                        attributes.strides = s;
                        const auto made = onnx_desc({1, 3, 3}, {3, 2, k}, attributes);
                        ASSERT_TRUE(made.ok()) << made.status().message();
                        const auto expected = support::onnx_desc({.x = {1, 3, 3},
                                                                  .w = {3, 2, k},
                                                                  .auto_pad = word,
                                                                  .dilations = {},
                                                                  .group = 1,
                                                                  .output_padding = {q},
                                                                  .output_shape = output_shape,
                                                                  .pads = pads,
                                                                  .strides = {s}});
                        expect_equal(*made, expected, word + " k" + std::to_string(k));
                    }
}

TEST(OnnxDesc, AutoPadGoesBeforePads) {
    OnnxAttributes attributes;
    attributes.auto_pad = AutoPad::valid;
    attributes.pads = {1, 1};
    EXPECT_EQ(outputs_shape(*onnx_desc({1, 1, 3}, {1, 1, 3}, attributes)), (Shape{1, 1, 5}));
}

struct BadCall {
    const char* name;
    std::function<Result<ConvTransposeDesc>()> call;
    const char* message;
};

void PrintTo(const BadCall& bad, std::ostream* out) {
    *out << bad.name;
}

OnnxAttributes with(const std::function<void(OnnxAttributes&)>& set) {
    OnnxAttributes attributes;
    set(attributes);
    return attributes;
}

const Shape kInputs{1, 4, 5, 5}, kKernel{4, 2, 3, 3};

const BadCall kBadCalls[] = {
    {"pytorch_axes",
     [] {
         return pytorch_desc({1, 4}, {4, 2});
     },
     "inputs have 2 dimensions"},
    {"pytorch_kernel_axes",
     [] {
         return pytorch_desc(kInputs, {4, 2, 3});
     },
     "kernel has 3 dimensions"},
    {"pytorch_channels",
     [] {
         return pytorch_desc(kInputs, {3, 2, 3, 3});
     },
     "inputs have 4 channels, the kernel's first dimension is 3"},
    {"pytorch_kernel_0",
     [] {
         return pytorch_desc(kInputs, {4, 2, 3, 0});
     },
     "kernel.shape[3] is 0"},
    {"pytorch_negative",
     [] {
         return pytorch_desc({1, 4, -5, 5}, kKernel);
     },
     "inputs.shape[2] is -5"},
    {"pytorch_stride_0",
     [] {
         return pytorch_desc(kInputs, kKernel, {1, 0});
     },
     "stride[1] is 0"},
    {"pytorch_stride_count",
     [] {
         return pytorch_desc(kInputs, kKernel, {1, 1, 1});
     },
     "stride has 3 values"},
    {"pytorch_padding_negative", [] { return pytorch_desc(kInputs, kKernel, 1, -1); }, "padding[0] is -1"},
    {"pytorch_padding_too_large", [] { return pytorch_desc(kInputs, kKernel, 1, 4); },
     "padding cuts off 4 and 4 outputs along spatial dimension 0; it must cut no more than there are, 7"},
    {"pytorch_output_padding",
     [] {
         return pytorch_desc(kInputs, kKernel, 2, 0, {0, 2});
     },
     "output_padding[1] is 2; it must be less than the stride, 2, or the dilation, 1"},
    {"pytorch_groups_0", [] { return pytorch_desc(kInputs, kKernel, 1, 0, 0, 0); }, "groups is 0"},
    {"pytorch_groups_split", [] { return pytorch_desc(kInputs, kKernel, 1, 0, 0, 3); }, "in_channels is 4"},
    {"pytorch_dilation_0", [] { return pytorch_desc(kInputs, kKernel, 1, 0, 0, 1, 0); }, "dilation[0] is 0"},
    {"onnx_auto_pad",
     [] { return onnx_desc(kInputs, kKernel, with([](auto& a) { a.auto_pad = static_cast<AutoPad>(9); })); },
     "auto_pad is 9"},
    {"onnx_pads_count", [] { return onnx_desc(kInputs, kKernel, with([](auto& a) {
                                                  a.pads = {1, 1};
                                              })); },
     "pads has 2 values; it needs 4"},
    {"onnx_pads_negative",
     [] { return onnx_desc(kInputs, kKernel, with([](auto& a) {
                               a.pads = {0, 0, -1, 0};
                           })); },
     "pads[2] is -1"},
    {"onnx_pads_too_large",
     [] { return onnx_desc(kInputs, kKernel, with([](auto& a) {
                               a.pads = {0, 5, 0, 5};
                           })); },
     "padding cuts off 5 and 5 outputs along spatial dimension 1"},
    {"onnx_output_shape",
     [] { return onnx_desc(kInputs, kKernel, with([](auto& a) { a.output_shape = {7}; })); },
     "output_shape has 1 values; it needs 2"},
    {"onnx_output_shape_0",
     [] { return onnx_desc(kInputs, kKernel, with([](auto& a) {
                               a.output_shape = {7, 0};
                           })); },
     "output_shape[1] is 0"},
    {"onnx_group", [] { return onnx_desc(kInputs, kKernel, with([](auto& a) { a.group = 0; })); },
     "group is 0"},
    {"onnx_strides", [] { return onnx_desc(kInputs, kKernel, with([](auto& a) { a.strides = 0; })); },
     "strides[0] is 0"},
};

class BadFrameworkCalls : public testing::TestWithParam<BadCall> {};

TEST_P(BadFrameworkCalls, IsRefusedWithItsReason) {
    const auto made = GetParam().call();
    ASSERT_FALSE(made.ok());
    EXPECT_EQ(made.status().code(), StatusCode::invalid_argument) << made.status().message();
    EXPECT_NE(made.status().message().find(GetParam().message), std::string::npos) << made.status().message();
}

INSTANTIATE_TEST_SUITE_P(Rule, BadFrameworkCalls, testing::ValuesIn(kBadCalls),
                         [](const auto& test) { return std::string(test.param.name); });

/// A descriptor that was not finished must not run as a problem of one output.
TEST(ForgottenSizes, AreAnError) {
    ConvTransposeDesc desc;
    desc.in_channels = 64;
    desc.out_channels = 32;
    desc.kernel_size = {4, 4};
    desc.strides = {2, 2};
    EXPECT_NE(validate(desc).message().find("in_spatial[0] is -1, as where nobody has set it"),
              std::string::npos)
        << validate(desc).message();
    desc.in_spatial = {8, 8};
    EXPECT_EQ(validate(desc).code(), StatusCode::invalid_argument);
    EXPECT_NE(validate(desc).message().find("pytorch_desc and onnx_desc compute the outputs' size"),
              std::string::npos)
        << validate(desc).message();
    EXPECT_FALSE(Plan::create(desc).ok());
    desc.out_spatial[0] = 16;
    EXPECT_NE(validate(desc).message().find("out_spatial[1] is -1"), std::string::npos);
    desc.out_spatial[1] = 16;
    EXPECT_TRUE(validate(desc).ok()) << validate(desc).message();
}

}  // namespace
}  // namespace convt
