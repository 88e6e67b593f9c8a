/// What other frameworks say, mapped to a descriptor as docs/mappings.md tells users.

#include <gtest/gtest.h>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "convt/convt.hpp"
#include "support/front_ends.hpp"
#include "support/kinds.hpp"
#include "support/problem.hpp"
#include "support/run.hpp"

namespace convt {
namespace {

using support::Shape;

/// Inputs 1, 10, 100 and kernel 1, 2, 3, … in one dimension: outputs show their products in their digits.
std::vector<float> run_line(const ConvTransposeDesc& desc) {
    const std::vector<float> inputs = {1, 10, 100};
    std::vector<float> kernel;
    for (std::int64_t k = 1; k <= desc.kernel_size[0]; ++k) kernel.push_back(static_cast<float>(k));
    auto plan = Plan::create(desc);
    EXPECT_TRUE(plan.ok()) << plan.status().message();
    if (!plan.ok()) return {};
    auto packed = plan->pack(kernel.data(), KernelOrder::pytorch);
    auto context = Context::create({.threads = 1});
    std::vector<float> outputs(static_cast<std::size_t>(desc.out_spatial[0]));
    EXPECT_TRUE(plan->run(inputs.data(), *packed, nullptr, outputs.data(), *context).ok());
    return outputs;
}

support::PytorchArguments pytorch_line(std::int64_t kernel, std::int64_t stride, std::int64_t padding,
                                       std::int64_t output_padding, std::int64_t dilation = 1) {
    return {.input = {1, 1, 3},
            .weight = {1, 1, kernel},
            .stride = {stride},
            .padding = {padding},
            .output_padding = {output_padding},
            .groups = 1,
            .dilation = {dilation}};
}

TEST(Pytorch, PaddingCropsBothEnds) {
    EXPECT_EQ(run_line(pytorch_desc(pytorch_line(3, 2, 0, 0))),
              (std::vector<float>{1, 2, 13, 20, 130, 200, 300}));
    EXPECT_EQ(run_line(pytorch_desc(pytorch_line(3, 2, 1, 0))), (std::vector<float>{2, 13, 20, 130, 200}));
}

TEST(Pytorch, OutputPaddingExtendsTheEnd) {
    EXPECT_EQ(run_line(pytorch_desc(pytorch_line(3, 2, 1, 1))),
              (std::vector<float>{2, 13, 20, 130, 200, 300}));
    EXPECT_EQ(run_line(pytorch_desc(pytorch_line(2, 3, 0, 2))),
              (std::vector<float>{1, 2, 0, 10, 20, 0, 100, 200, 0, 0}));
}

/// PyTorch bounds output_padding by the larger of stride and dilation, Keras by the stride.
TEST(Pytorch, OutputPaddingUpToTheDilation) {
    EXPECT_EQ(run_line(pytorch_desc(pytorch_line(2, 1, 0, 2, 3))),
              (std::vector<float>{1, 10, 100, 2, 20, 200, 0, 0}));
}

/// Two groups of one channel in and two out, worked out by hand.
TEST(Pytorch, GroupsFeedTheirOwnOutputs) {
    const auto desc = support::pytorch_desc({.input = {1, 2, 2},
                                             .weight = {2, 2, 2},
                                             .stride = {2},
                                             .padding = {},
                                             .output_padding = {},
                                             .groups = 2,
                                             .dilation = {}});
    EXPECT_EQ(outputs_shape(desc), (Shape{1, 4, 4}));
    const std::vector<float> inputs = {1, 10, 100, 1000};        // two channels of two
    const std::vector<float> weight = {1, 2, 3, 4, 5, 6, 7, 8};  // (in, out/groups, k)
    auto plan = Plan::create(desc);
    ASSERT_TRUE(plan.ok()) << plan.status().message();
    auto packed = plan->pack(weight.data(), KernelOrder::pytorch);
    auto context = Context::create({.threads = 1});
    std::vector<float> outputs(16);
    ASSERT_TRUE(plan->run(inputs.data(), *packed, nullptr, outputs.data(), *context).ok());
    EXPECT_EQ(outputs,
              (std::vector<float>{1, 2, 10, 20, 3, 4, 30, 40, 500, 600, 5000, 6000, 700, 800, 7000, 8000}));
}

/// [taps, out, in/groups] to [in, out/groups, taps].
support::ElementVector in_pytorch_order(const support::ConstElements& kernel, const ConvTransposeDesc& desc) {
    const auto in = static_cast<std::size_t>(desc.in_channels / desc.groups);
    const auto out = static_cast<std::size_t>(desc.out_channels / desc.groups);
    const auto all_out = static_cast<std::size_t>(desc.out_channels);
    const std::size_t taps = kernel.size() / (all_out * in);
    support::ElementVector weight(desc.dtype, kernel.size());
    for (std::size_t t = 0; t < taps; ++t)
        for (std::size_t co = 0; co < all_out; ++co)
            for (std::size_t ci = 0; ci < in; ++ci)
                weight.set(((co / out * in + ci) * out + co % out) * taps + t,
                           kernel[(t * all_out + co) * in + ci]);
    return weight;
}

/// The same weights in either order give the same bits, for groups and every layout.
class PytorchOf : public testing::TestWithParam<DType> {};

TEST_P(PytorchOf, KernelOrdersAgree) {
    support::Random random;
    for (std::int64_t groups : {1, 3, 12}) {
        for (DataFormat format : {DataFormat::channels_last, DataFormat::channels_first}) {
            ConvTransposeDesc desc;
            desc.dtype = GetParam();
            desc.data_format = format;
            desc.groups = groups;
            desc.in_channels = 12;
            desc.out_channels = 24;
            desc.in_spatial = {3, 4, 1};
            desc.kernel_size = {2, 3, 1};
            desc.strides = {2, 2, 1};
            desc = support::with_outputs(desc);
            support::Operands operands(desc, random);
            auto plan = Plan::create(desc);
            ASSERT_TRUE(plan.ok()) << plan.status().message();
            ASSERT_TRUE(support::run_plan(*plan, operands, {.with_bias = false}).ok());
            const auto values = operands.outputs.values();
            const std::vector<double> expected = support::ElementVector(values).widened();

            const auto weight = in_pytorch_order(operands.kernel.values(), desc);
            auto packed = plan->pack(weight.data(), KernelOrder::pytorch);
            auto context = Context::create({.threads = 1});
            ASSERT_TRUE(plan->run(operands.inputs.data(), *packed, nullptr, values.data(), *context).ok());
            EXPECT_EQ(support::ElementVector(values).widened(), expected) << support::to_string(desc);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Type, PytorchOf, testing::ValuesIn(support::element_types()), support::type_name);

/// Keras's `same` is TensorFlow's SAME wherever TensorFlow takes the size that Keras asks for.
TEST(Tensorflow, SameAndValidAreKeras) {
    int compared = 0;
    for (std::int64_t k = 1; k <= 7; ++k)
        for (std::int64_t s = 1; s <= 4; ++s)
            for (std::int64_t d = 1; d <= 3; ++d)
                for (Padding padding : {Padding::valid, Padding::same}) {
                    const auto keras = keras_desc({1, 5, 3}, {k, 4, 3}, s, padding, std::nullopt,
                                                  DataFormat::channels_last, d);
                    ASSERT_TRUE(keras.ok());
                    const auto tf = support::tensorflow_desc({.input = {1, 5, 3},
                                                              .filters = {k, 4, 3},
                                                              .output_spatial = {keras->out_spatial[0]},
                                                              .strides = {s},
                                                              .padding = padding,
                                                              .dilations = {d}});
                    EXPECT_EQ(tf.crop_left[0], keras->crop_left[0]) << "k" << k << " s" << s << " d" << d;
                    ++compared;
                }
    EXPECT_EQ(compared, 7 * 4 * 3 * 2);
}

/// output_shape chooses among the sizes that a forward convolution would have mapped to the same inputs.
TEST(Tensorflow, OutputShapeIsTheCallers) {
    const auto line = [](std::int64_t size, Padding padding) {
        return run_line(support::tensorflow_desc({.input = {1, 3, 1},
                                                  .filters = {3, 1, 1},
                                                  .output_spatial = {size},
                                                  .strides = {2},
                                                  .padding = padding,
                                                  .dilations = {}}));
    };
    EXPECT_EQ(line(5, Padding::same), (std::vector<float>{2, 13, 20, 130, 200}));
    EXPECT_EQ(line(6, Padding::same), (std::vector<float>{1, 2, 13, 20, 130, 200}));
    EXPECT_EQ(line(7, Padding::valid), (std::vector<float>{1, 2, 13, 20, 130, 200, 300}));
    EXPECT_EQ(line(8, Padding::valid), (std::vector<float>{1, 2, 13, 20, 130, 200, 300, 0}));
}

support::OnnxArguments onnx_line(std::int64_t kernel, std::int64_t stride, const std::string& auto_pad,
                                 Shape output_shape = {}) {
    return {.x = {1, 1, 3},
            .w = {1, 1, kernel},
            .auto_pad = auto_pad,
            .dilations = {},
            .group = 1,
            .output_padding = {},
            .output_shape = std::move(output_shape),
            .pads = {},
            .strides = {stride}};
}

TEST(Onnx, AutoPadPutsTheLargerHalfAtOneEnd) {
    EXPECT_EQ(run_line(onnx_desc(onnx_line(3, 2, "SAME_UPPER"))),
              (std::vector<float>{1, 2, 13, 20, 130, 200}));
    EXPECT_EQ(run_line(onnx_desc(onnx_line(3, 2, "SAME_LOWER"))),
              (std::vector<float>{2, 13, 20, 130, 200, 300}));
    EXPECT_EQ(run_line(onnx_desc(onnx_line(4, 2, "SAME_LOWER"))),
              run_line(onnx_desc(onnx_line(4, 2, "SAME_UPPER"))));
    EXPECT_EQ(run_line(onnx_desc(onnx_line(3, 2, "VALID"))),
              (std::vector<float>{1, 2, 13, 20, 130, 200, 300}));
}

/// Unlike Keras, an output_shape without auto_pad crops the larger half at the front.
TEST(Onnx, OutputShape) {
    EXPECT_EQ(run_line(onnx_desc(onnx_line(3, 2, "NOTSET", {6}))),
              (std::vector<float>{2, 13, 20, 130, 200, 300}));
    EXPECT_EQ(run_line(onnx_desc(onnx_line(3, 2, "SAME_UPPER", {6}))),
              (std::vector<float>{1, 2, 13, 20, 130, 200}));
    EXPECT_EQ(run_line(onnx_desc(onnx_line(3, 2, "NOTSET", {9}))),
              (std::vector<float>{1, 2, 13, 20, 130, 200, 300, 0, 0}));
}

TEST(Onnx, PadsAreCropsOfEitherEnd) {
    support::OnnxArguments arguments = onnx_line(3, 2, "NOTSET");
    arguments.pads = {2, 1};
    EXPECT_EQ(run_line(onnx_desc(arguments)), (std::vector<float>{13, 20, 130, 200}));
    arguments.output_padding = {1};
    EXPECT_EQ(run_line(onnx_desc(arguments)), (std::vector<float>{13, 20, 130, 200, 300}));
}

}  // namespace
}  // namespace convt
