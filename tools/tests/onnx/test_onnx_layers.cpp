/// ONNX models: every attribute of ConvTranspose, where weights may come from, what is folded in.

#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>

#include "compile/onnx/read_onnx.hpp"
#include "convt/convt.hpp"
#include "onnx/onnx_builder.hpp"
#include "scratch_folder.hpp"

namespace convt::tools::test {
namespace {

using nlohmann::json;
using Shape = OnnxBuilder::Shape;
using Values = std::vector<float>;
using Reals = std::vector<double>;

std::vector<CompileLayer> read(const OnnxBuilder& builder, const std::vector<std::string>& shapes = {}) {
    const ScratchFolder folder;
    return read_onnx(folder.write("model.onnx", builder.bytes()), {shapes, {}}).layers;
}

Values run(const CompileLayer& layer, const Values& inputs) {
    const auto plan = Plan::create(layer.desc);
    EXPECT_TRUE(plan.ok()) << plan.status().message();
    const Values kernel(layer.weights->kernel.begin(), layer.weights->kernel.end());
    const auto packed = plan->pack(kernel.data(), KernelOrder::pytorch);
    auto context = Context::create();
    std::int64_t count = layer.desc.batch * layer.desc.out_channels;
    for (int d = 0; d < layer.desc.rank; ++d) count *= layer.desc.out_spatial[static_cast<std::size_t>(d)];
    Values outputs(static_cast<std::size_t>(count));
    const Values bias(layer.weights->bias.begin(), layer.weights->bias.end());
    const Status status =
        plan->run(inputs.data(), *packed, bias.empty() ? nullptr : bias.data(), outputs.data(), *context);
    EXPECT_TRUE(status.ok()) << status.message();
    return outputs;
}

// ---- ONNX's own backend cases ----

std::vector<json> golden_cases() {
    std::ifstream file(CONVT_GOLDEN_ONNX);
    return json::parse(file).at("cases").get<std::vector<json>>();
}

void copy_attributes(const json& test, onnx::NodeProto& node) {
    for (const auto& [name, value] : test.at("attributes").items()) {
        if (value.is_string()) {
            set_attribute(node, name, value.get<std::string>());
        } else if (value.is_array()) {
            set_attribute(node, name, value.get<Shape>());
        } else {
            set_attribute(node, name, value.get<std::int64_t>());
        }
    }
}

class OnnxGolden : public ::testing::TestWithParam<json> {};

TEST_P(OnnxGolden, ReadsEveryAttribute) {
    const json& test = GetParam();
    for (const std::int64_t opset : {1, 11, 22, 25}) {
        OnnxBuilder builder(opset);
        builder.add_input("x", test.at("X").at("shape").get<Shape>());
        builder.add_output("y");
        builder.add_initializer("w", test.at("W").at("shape").get<Shape>(),
                                test.at("W").at("data").get<Values>());
        std::vector<std::string> inputs{"x", "w"};
        if (test.contains("B")) {
            const auto bias = test.at("B").at("data").get<Values>();
            builder.add_constant("b", {static_cast<std::int64_t>(bias.size())}, bias);
            inputs.push_back("b");
        }
        copy_attributes(test, builder.add_node("ConvTranspose", inputs, "y"));
        const auto layers = read(builder);
        ASSERT_EQ(layers.size(), 1U);
        EXPECT_FALSE(layers[0].any_open());
        EXPECT_EQ(outputs_shape(layers[0].desc), test.at("Y").at("shape").get<Shape>());
        const Values expected = test.at("Y").at("data").get<Values>();
        const Values got = run(layers[0], test.at("X").at("data").get<Values>());
        ASSERT_EQ(got.size(), expected.size());
        for (std::size_t i = 0; i < got.size(); ++i) {
            ASSERT_NEAR(got[i], expected[i], 1e-4F * (1 + std::fabs(expected[i]))) << i;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Backend, OnnxGolden, ::testing::ValuesIn(golden_cases()),
                         [](const auto& test) { return test.param.at("name").template get<std::string>(); });

// ---- Weights ----

/// x [1, 2, 2, 3], kernel 1x1 of [2, 2], so that outputs are sums that can be read.
const Values kKernel{1, 10, 100, 1000};
const Values kInputs{1, 2, 3, 4, 5, 6, 7, 8, 9, 1, 2, 3};

/// A model whose weights are `value`, to be added by the caller.
OnnxBuilder with_weights(const std::string& value, std::int64_t opset = 17) {
    OnnxBuilder builder(opset);
    builder.add_input("x", {1, 2, 2, 3});
    builder.add_output("y");
    builder.add_node("ConvTranspose", {"x", value}, "y");
    return builder;
}

void expect_kernel(const OnnxBuilder& builder, const Values& expected) {
    const auto layers = read(builder);
    ASSERT_EQ(layers.size(), 1U);
    ASSERT_TRUE(layers[0].weights.has_value());
    EXPECT_EQ(layers[0].weights->kernel, Reals(expected.begin(), expected.end()));
}

TEST(OnnxWeights, OfAConstantNode) {
    OnnxBuilder builder = with_weights("w");
    builder.add_constant("w", {2, 2, 1, 1}, kKernel);
    expect_kernel(builder, kKernel);
}

TEST(OnnxWeights, ThroughOperatorsOnConstants) {
    OnnxBuilder builder = with_weights("w");
    builder.add_initializer("flat", {1, 4}, {1, 100, 10, 1000});
    builder.add_node("Identity", {"flat"}, "a");
    set_attribute(builder.add_node("Cast", {"a"}, "b"), "to", std::int64_t{onnx::TensorProto::FLOAT});
    builder.add_constant("shape", Shape{2, -1});
    builder.add_node("Reshape", {"b", "shape"}, "c");
    set_attribute(builder.add_node("Transpose", {"c"}, "d"), "perm", Shape{1, 0});
    builder.add_constant("axes", Shape{2, 3});
    builder.add_node("Unsqueeze", {"d", "axes"}, "e");
    builder.add_constant("two", {}, {2});
    builder.add_node("Mul", {"e", "two"}, "f");
    builder.add_node("Div", {"f", "two"}, "w");
    expect_kernel(builder, kKernel);
}

TEST(OnnxWeights, Quantized) {
    OnnxBuilder builder = with_weights("w");
    onnx::TensorProto& values = builder.add_initializer("q", {2, 2, 1, 1}, {});
    values.set_data_type(onnx::TensorProto::INT8);
    values.set_raw_data(std::string("\x01\x02\xff\x7f", 4));
    builder.add_initializer("scale", {2}, {0.5F, 2});
    onnx::TensorProto& zero = builder.add_initializer("zero", {2}, {});
    zero.set_data_type(onnx::TensorProto::INT8);
    zero.add_int32_data(1);
    zero.add_int32_data(-1);
    set_attribute(builder.add_node("DequantizeLinear", {"q", "scale", "zero"}, "w"), "axis", std::int64_t{0});
    expect_kernel(builder, {0, 0.5F, 0, 256});
}

TEST(OnnxWeights, OfOtherTypes) {
    OnnxBuilder half = with_weights("w");
    onnx::TensorProto& values = half.add_initializer("w", {2, 2, 1, 1}, {});
    values.set_data_type(onnx::TensorProto::FLOAT16);
    for (const int bits : {0x3c00, 0xc000, 0x0001, 0x7bff}) values.add_int32_data(bits);
    expect_kernel(half, {1, -2, 0x1p-24F, 65504});

    OnnxBuilder doubles = with_weights("w");
    onnx::TensorProto& wide = doubles.add_initializer("w", {2, 2, 1, 1}, {});
    wide.set_data_type(onnx::TensorProto::DOUBLE);
    for (const float value : kKernel) wide.add_double_data(static_cast<double>(value));
    expect_kernel(doubles, kKernel);
}

TEST(OnnxWeights, InAFileOfTheirOwn) {
    OnnxBuilder builder = with_weights("w");
    onnx::TensorProto& values = builder.add_initializer("w", {2, 2, 1, 1}, {});
    values.set_data_location(onnx::TensorProto::EXTERNAL);
    const auto add = [&](const char* key, const char* value) {
        auto& entry = *values.add_external_data();
        entry.set_key(key);
        entry.set_value(value);
    };
    add("location", "weights.bin");
    add("offset", "4");
    add("length", "16");
    const ScratchFolder folder;
    folder.write("weights.bin",
                 std::string("none") + std::string(reinterpret_cast<const char*>(kKernel.data()), 16));
    const auto layers = read_onnx(folder.write("model.onnx", builder.bytes()), {}).layers;
    EXPECT_EQ(layers.at(0).weights->kernel, Reals(kKernel.begin(), kKernel.end()));
}

TEST(OnnxWeights, ThatAreInputsAreLeftToTheCaller) {
    OnnxBuilder builder = with_weights("w");
    builder.add_input("w", {2, 2, 1, 1});
    const auto layers = read(builder);
    EXPECT_FALSE(layers.at(0).weights.has_value());
    EXPECT_EQ(layers[0].desc.out_channels, 2);
}

// ---- Sizes ----

TEST(OnnxSizes, FollowFromTheModelsInput) {
    OnnxBuilder builder;
    builder.add_input("image", {-1, 2, -1, -1});
    builder.add_output("y");
    builder.add_node("Relu", {"image"}, "x");
    builder.add_initializer("w", {2, 2, 2, 2}, Values(16, 1));
    set_attribute(builder.add_node("ConvTranspose", {"x", "w"}, "y"), "strides", Shape{2, 2});

    const CompileLayer open = read(builder).at(0);
    EXPECT_TRUE(open.open[0] && open.open[1] && open.open[2]);
    EXPECT_EQ(open.desc.in_spatial[0], 64);
    const CompileLayer fixed = read(builder, {"image=3x2x5x7"}).at(0);
    EXPECT_FALSE(fixed.any_open());
    EXPECT_EQ(fixed.desc.batch, 3);
    EXPECT_EQ(fixed.desc.out_spatial[1], 14);
    const CompileLayer mixed = read(builder, {"image=1x2x?9x?"}).at(0);
    EXPECT_TRUE(!mixed.open[0] && mixed.open[1] && mixed.open[2]);
    EXPECT_EQ(mixed.desc.in_spatial[0], 9);
    EXPECT_EQ(mixed.desc.in_spatial[1], 64);
}

// ---- What follows ----

/// x -> ConvTranspose -> "t", followed by what the caller adds up to "y".
OnnxBuilder with_tail(std::int64_t opset) {
    OnnxBuilder builder(opset);
    builder.add_input("x", {1, 2, 2, 3});
    builder.add_output("y");
    builder.add_initializer("w", {2, 2, 1, 1}, kKernel);
    builder.add_node("ConvTranspose", {"x", "w"}, "t");
    return builder;
}

/// Values of "t": channel c of pixel p is x[0][p] w[0][c] + x[1][p] w[1][c].
double plain(std::size_t channel, std::size_t pixel) {
    return double(kInputs[pixel]) * kKernel[channel] + double(kInputs[6 + pixel]) * kKernel[2 + channel];
}

void expect_outputs(const OnnxBuilder& builder, const std::function<double(double, std::size_t)>& tail,
                    const std::string& output = "'y'") {
    const CompileLayer layer = read(builder).at(0);
    EXPECT_NE(layer.note.find("Computes " + output), std::string::npos) << layer.note;
    const Values got = run(layer, kInputs);
    for (std::size_t i = 0; i < got.size(); ++i) {
        const double expected = tail(plain(i / 6, i % 6), i / 6);
        EXPECT_NEAR(got[i], expected, 1e-5 * (1 + std::fabs(expected))) << i;
    }
}

TEST(OnnxTail, NormalizationAndActivation) {
    OnnxBuilder builder = with_tail(17);
    builder.add_constant("add", {1, 2, 1, 1}, {3, -4});
    builder.add_node("Add", {"add", "t"}, "a");
    builder.add_initializer("scale", {2}, {2, 0.5F});
    builder.add_initializer("shift", {2}, {-100, 7});
    builder.add_initializer("mean", {2}, {1, 2});
    builder.add_initializer("variance", {2}, {4, 0.25F});
    set_attribute(builder.add_node("BatchNormalization", {"a", "scale", "shift", "mean", "variance"}, "b"),
                  "epsilon", 0.5F);
    builder.add_constant("limit", {}, {600});
    builder.add_node("Clip", {"b", "", "limit"}, "y");
    expect_outputs(builder, [](double t, std::size_t c) {
        const double shifted = t + (c == 0 ? 3 : -4);
        const double scaled =
            c == 0 ? 2 * (shifted - 1) / std::sqrt(4.5) - 100 : 0.5 * (shifted - 2) / std::sqrt(0.75) + 7;
        return std::min(scaled, 600.0);
    });
}

TEST(OnnxTail, ArithmeticInBothOrders) {
    OnnxBuilder builder = with_tail(13);
    builder.add_constant("c", {2, 1, 1}, {300, 2000});
    builder.add_node("Sub", {"c", "t"}, "a");
    builder.add_node("Sub", {"a", "c"}, "b");
    builder.add_constant("d", {}, {-4});
    builder.add_node("Div", {"b", "d"}, "e");
    builder.add_node("Identity", {"e"}, "f");
    set_attribute(builder.add_node("LeakyRelu", {"f"}, "y"), "alpha", 0.25F);
    expect_outputs(builder, [](double t, std::size_t) { return t / 4; });
}

TEST(OnnxTail, OldOpsets) {
    OnnxBuilder builder = with_tail(6);
    builder.add_initializer("c", {2}, {5, -7});
    onnx::NodeProto& add = builder.add_node("Add", {"t", "c"}, "a");
    set_attribute(add, "axis", std::int64_t{1});
    set_attribute(add, "broadcast", std::int64_t{1});
    onnx::NodeProto& clip = builder.add_node("Clip", {"a"}, "y");
    set_attribute(clip, "min", 50.0F);
    set_attribute(clip, "max", 5000.0F);
    expect_outputs(builder,
                   [](double t, std::size_t c) { return std::clamp(t + (c == 0 ? 5 : -7), 50.0, 5000.0); });
}

TEST(OnnxTail, StopsAtOtherReadersAndShapes) {
    OnnxBuilder twice = with_tail(17);
    twice.add_node("Relu", {"t"}, "y");
    twice.add_node("Neg", {"t"}, "z");
    expect_outputs(
        twice, [](double t, std::size_t) { return t; }, "'t'");

    OnnxBuilder shown = with_tail(17);
    shown.add_output("t");
    shown.add_node("Neg", {"t"}, "y");
    expect_outputs(
        shown, [](double t, std::size_t) { return t; }, "'t'");

    OnnxBuilder rows = with_tail(17);
    rows.add_constant("c", {1, 1, 2, 1}, {1, 2});
    rows.add_node("Add", {"t", "c"}, "y");
    expect_outputs(
        rows, [](double t, std::size_t) { return t; }, "'t'");
}

TEST(OnnxTail, FoldsIntoGroups) {
    OnnxBuilder builder(17);
    builder.add_input("x", {1, 2, 2, 3});
    builder.add_output("y");
    builder.add_initializer("w", {2, 1, 1, 1}, {3, 5});
    set_attribute(builder.add_node("ConvTranspose", {"x", "w"}, "t"), "group", std::int64_t{2});
    builder.add_constant("c", {1, 2, 1, 1}, {10, 100});
    builder.add_node("Mul", {"t", "c"}, "y");
    const CompileLayer layer = read(builder).at(0);
    EXPECT_EQ(layer.weights->kernel, (Reals{30, 500}));
}

}  // namespace
}  // namespace convt::tools::test
