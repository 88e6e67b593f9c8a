/// What follows a ConvTranspose: a slope for each channel, and HardSwish in each form that exporters write.

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "compile/compiled_app.hpp"
#include "onnx/onnx_reading.hpp"

namespace convt::tools::test {
namespace {

using Shape = OnnxBuilder::Shape;
using Values = std::vector<float>;
using Reals = std::vector<double>;

/// x -> ConvTranspose -> "t", with weights 2 and 3.
OnnxBuilder with_tail(std::int64_t opset = 17) {
    OnnxBuilder builder(opset);
    builder.add_input("x", {1, 1, 2});
    builder.add_output("y");
    builder.add_initializer("w", {1, 2, 1}, {2, 3});
    builder.add_node("ConvTranspose", {"x", "w"}, "t").set_name("up");
    return builder;
}

OnnxBuilder with_prelu(const Shape& shape, const Values& slopes, std::int64_t opset = 17) {
    OnnxBuilder builder = with_tail(opset);
    builder.add_initializer("s", shape, slopes);
    builder.add_node("PRelu", {"t", "s"}, "y");
    return builder;
}

CompileLayer layer_of(const OnnxBuilder& builder) {
    return read_built(builder).layers.at(0);
}

TEST(OnnxPRelu, OfChannels) {
    for (const Shape& shape : {Shape{2, 1}, Shape{1, 2, 1}}) {
        const CompileLayer layer = layer_of(with_prelu(shape, {0.25F, -0.5F}));
        EXPECT_EQ(layer.desc.activation, Activation::prelu);
        EXPECT_EQ(layer.weights->slopes, (Reals{0.25F, -0.5F}));
        EXPECT_NE(layer.note.find("Computes 'y'"), std::string::npos) << layer.note;
    }
    EXPECT_EQ(layer_of(with_prelu({2}, {0.25F, -0.5F}, 6)).weights->slopes, (Reals{0.25F, -0.5F}))
        << "before opset 7 a list is of channels";
}

TEST(OnnxPRelu, OfOneSlopeIsLeakyRelu) {
    for (const Shape& shape : {Shape{}, Shape{1}, Shape{1, 1}, Shape{2, 1}, Shape{1, 2, 1}}) {
        const std::size_t count = shape.size() > 1 && shape != Shape{1, 1} ? 2 : 1;
        const CompileLayer layer = layer_of(with_prelu(shape, Values(count, 0.25F)));
        EXPECT_EQ(layer.desc.activation, Activation::leaky_relu);
        EXPECT_EQ(layer.desc.activation_alpha, 0.25);
        EXPECT_TRUE(layer.weights->slopes.empty());
    }
}

/// The layer stays what it is without the node, and a remark says why.
void expect_left_alone(const OnnxBuilder& builder, const std::string& why) {
    const OnnxLayers read = read_built(builder);
    EXPECT_EQ(read.layers.at(0).desc.activation, Activation::none);
    EXPECT_TRUE(read.layers[0].weights->slopes.empty());
    EXPECT_TRUE(remarks_say(read, "Not folded in: node 'PRelu_y' (PRelu)"));
    EXPECT_TRUE(remarks_say(read, why)) << (read.remarks.empty() ? "" : read.remarks[0]);
}

TEST(OnnxPRelu, OfOtherSlopesIsLeftAlone) {
    const std::string wanted = "; one value, or one for each channel (2x1), is folded";
    expect_left_alone(with_prelu({2}, {0.25F, 0.5F}), "its slope 's' has shape 2" + wanted);
    expect_left_alone(with_prelu({1, 2}, {0.25F, 0.5F}), "its slope 's' has shape 1x2" + wanted);
    expect_left_alone(with_prelu({3, 1}, {0.25F, 0.5F, 1}), "its slope 's' has shape 3x1" + wanted);
    expect_left_alone(with_prelu({2, 2}, {1, 2, 3, 4}), "its slope 's' has shape 2x2" + wanted);
    expect_left_alone(with_prelu({1, 1, 2, 1}, {1, 2}), "its slope 's' has shape 1x1x2x1" + wanted);
    expect_left_alone(with_prelu({3, 1}, {0.25F, 0.25F, 0.25F}), "its slope 's' has shape 3x1" + wanted);
    expect_left_alone(with_prelu({3}, {0.25F, 0.25F, 0.25F}, 6), "its slope 's' has shape 3" + wanted);
    expect_left_alone(with_prelu({0}, {}), "it has no slope");
    expect_left_alone(with_prelu({2, 1}, {0.25F, std::numeric_limits<float>::infinity()}),
                      "its slope is inf; it must be finite");
    OnnxBuilder computed = with_tail();
    computed.add_input("s", {2, 1});
    computed.add_node("PRelu", {"t", "s"}, "y");
    expect_left_alone(computed, "its slope 's' depends on the model's input 's'");
}

TEST(OnnxPRelu, OfAScaledLayer) {
    OnnxBuilder builder = with_tail();
    builder.add_initializer("b", {2, 1}, {10, 20});
    builder.add_node("Add", {"t", "b"}, "biased");
    builder.add_initializer("s", {2, 1}, {0.25F, 0.5F});
    builder.add_node("PRelu", {"biased", "s"}, "y");
    const CompileLayer layer = layer_of(builder);
    EXPECT_EQ(layer.weights->bias, (Reals{10, 20}));
    EXPECT_EQ(layer.weights->slopes, (Reals{0.25F, 0.5F}));
}

TEST(OnnxHardSwish, AsOneNode) {
    OnnxBuilder builder = with_tail();
    builder.add_node("HardSwish", {"t"}, "y");
    EXPECT_EQ(layer_of(builder).desc.activation, Activation::hard_swish);
}

OnnxBuilder with_hard_sigmoid(float alpha, float beta, bool first) {
    OnnxBuilder builder = with_tail();
    onnx::NodeProto& gate = builder.add_node("HardSigmoid", {"t"}, "gate");
    set_attribute(gate, "alpha", alpha);
    set_attribute(gate, "beta", beta);
    builder.add_node(
        "Mul", first ? std::vector<std::string>{"gate", "t"} : std::vector<std::string>{"t", "gate"}, "y");
    return builder;
}

TEST(OnnxHardSwish, AsAProductWithHardSigmoid) {
    for (const bool first : {true, false}) {
        const CompileLayer layer = layer_of(with_hard_sigmoid(1.0F / 6, 0.5F, first));
        EXPECT_EQ(layer.desc.activation, Activation::hard_swish);
        EXPECT_NE(layer.note.find("Computes 'y'"), std::string::npos) << layer.note;
        EXPECT_NE(layer.note.find("HardSigmoid_gate, Mul_y folded in"), std::string::npos) << layer.note;
        EXPECT_EQ(layer.weights->kernel, (Reals{2, 3}));
    }
    for (const auto& [alpha, beta] : {std::pair{0.2F, 0.5F}, {1.0F / 6, 0.25F}}) {
        const CompileLayer layer = layer_of(with_hard_sigmoid(alpha, beta, true));
        EXPECT_EQ(layer.desc.activation, Activation::none);
        EXPECT_NE(layer.note.find("Computes 't'"), std::string::npos) << layer.note;
    }
}

/// t * clip(t + 3, 0, 6) / 6, divided before or after the product.
OnnxBuilder with_clip(float offset, float most, bool before, bool divides) {
    OnnxBuilder builder = with_tail();
    builder.add_initializer("three", {}, {offset});
    builder.add_initializer("zero", {}, {0});
    builder.add_initializer("six", {}, {most});
    builder.add_initializer("part", {1}, {divides ? 6.0F : 1.0F / 6});
    const char* scale = divides ? "Div" : "Mul";
    builder.add_node("Add", {"t", "three"}, "sum");
    builder.add_node("Clip", {"sum", "zero", "six"}, "clipped");
    if (before) builder.add_node(scale, {"clipped", "part"}, "gate");
    builder.add_node("Mul", {"t", before ? "gate" : "clipped"}, before ? "y" : "product");
    if (!before) builder.add_node(scale, {"product", "part"}, "y");
    return builder;
}

TEST(OnnxHardSwish, AsAProductWithClip) {
    for (const bool before : {true, false}) {
        for (const bool divides : {true, false}) {
            const CompileLayer layer = layer_of(with_clip(3, 6, before, divides));
            EXPECT_EQ(layer.desc.activation, Activation::hard_swish) << before << divides;
            EXPECT_NE(layer.note.find("Computes 'y'"), std::string::npos) << layer.note;
        }
        EXPECT_EQ(layer_of(with_clip(2, 6, before, true)).desc.activation, Activation::none);
        EXPECT_EQ(layer_of(with_clip(3, 5, before, true)).desc.activation, Activation::none);
    }
}

/// What another node reads, or the app, must be there.
TEST(OnnxHardSwish, WhoseValuesAreReadElsewhereIsLeftAlone) {
    for (const char* value : {"t", "gate"}) {
        OnnxBuilder builder = with_hard_sigmoid(1.0F / 6, 0.5F, true);
        builder.add_output(value);
        const CompileLayer layer = layer_of(builder);
        EXPECT_EQ(layer.desc.activation, Activation::none) << value;
        EXPECT_NE(layer.note.find("Computes 't'"), std::string::npos) << layer.note;
    }
}

TEST(OnnxCompiled, WithSlopesOfChannels) {
    const ScratchFolder folder;
    CompiledApp app({folder.write("model.onnx", with_prelu({2, 1}, {0.25F, -0.5F}).bytes())});
    EXPECT_EQ(app.run("up", {}, {1, -1}), (Values{2, -0.5F, 3, 1.5F}));
}

TEST(OnnxCompiled, WithHardSwish) {
    const ScratchFolder folder;
    CompiledApp app({folder.write("model.onnx", with_hard_sigmoid(1.0F / 6, 0.5F, false).bytes())});
    EXPECT_EQ(app.run("up", {}, {1, -1}).at(2), 3);
    EXPECT_EQ(app.run("up", {}, {1, -1}).at(3), 0);
    EXPECT_NEAR(app.run("up", {}, {1, -1}).at(0), 2 * 5.0 / 6, 1e-6);
    EXPECT_NEAR(app.run("up", {}, {1, -1}).at(1), -2 * 1.0 / 6, 1e-6);
}

/// Layers without weights take slopes beside the bias; without them a call is refused.
TEST(CompiledPrelu, WithSlopesThatEachCallBrings) {
    CompiledApp app({"1d channels_first ic1 oc2 i2 k1 prelu name=up"});
    const std::string program = app.build("sloped", R"(#include "net.h"
#include <stdlib.h>
#include <string.h>
int main(void) {
    net_context* context;
    const float kernel[] = {2, 3}, inputs[] = {1, -1}, slopes[] = {0.25f, -0.5f};
    float outputs[4] = {9, 9, 9, 9};
    if (net_context_create(1, &context) != 0) return 1;
    void* packed = malloc(net_up_packed_bytes(context));
    if (net_up_pack(context, kernel, 0, packed) != 0) return 2;
    if (net_up(context, inputs, packed, NULL, NULL, outputs) != NET_INVALID_ARGUMENT) return 3;
    if (strstr(net_error(context), "slopes is null") == NULL || outputs[0] != 9) return 4;
    if (net_up(context, inputs, packed, NULL, slopes, outputs) != 0) return 5;
    net_context_destroy(context);
    free(packed);
    return outputs[0] == 2 && outputs[1] == -0.5f && outputs[2] == 3 && outputs[3] == 1.5f ? 0 : 6;
}
)");
    EXPECT_EQ(run_program({program}).exit_code, 0);
}

}  // namespace
}  // namespace convt::tools::test
