/// What follows a ConvTranspose: limits and slopes of every kind, and what is told of nodes that are not
/// folded.

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "compile/compiled_app.hpp"
#include "onnx/onnx_reading.hpp"

namespace convt::tools::test {
namespace {

using Shape = OnnxBuilder::Shape;
using Values = std::vector<float>;
using Reals = std::vector<double>;
constexpr float kInfinity = std::numeric_limits<float>::infinity();

/// x -> ConvTranspose -> "t", with weights 2 and 3.
OnnxBuilder with_tail() {
    OnnxBuilder builder;
    builder.add_input("x", {1, 1, 2});
    builder.add_output("y");
    builder.add_initializer("w", {1, 2, 1}, {2, 3});
    builder.add_node("ConvTranspose", {"x", "w"}, "t").set_name("up");
    return builder;
}

/// A model with Clip; limits that are absent are not there.
OnnxBuilder with_clip(const std::optional<float>& low, const std::optional<float>& high) {
    OnnxBuilder builder = with_tail();
    if (low) builder.add_initializer("low", {}, {*low});
    if (high) builder.add_initializer("high", {}, {*high});
    builder.add_node("Clip", {"t", low ? "low" : "", high ? "high" : ""}, "y");
    return builder;
}

void expect_clamp(const OnnxBuilder& builder, float low, float high) {
    const CompileLayer layer = read_built(builder).layers.at(0);
    EXPECT_EQ(layer.desc.activation, Activation::clamp);
    EXPECT_EQ(layer.desc.activation_min, low);
    EXPECT_EQ(layer.desc.activation_max, high);
}

TEST(OnnxClip, WithOneLimitOrNone) {
    expect_clamp(with_clip(0.5F, std::nullopt), 0.5F, kInfinity);
    expect_clamp(with_clip(std::nullopt, 6.0F), -kInfinity, 6);
    expect_clamp(with_clip(-kInfinity, 6.0F), -kInfinity, 6);
    const CompileLayer none = read_built(with_clip(std::nullopt, std::nullopt)).layers.at(0);
    EXPECT_EQ(none.desc.activation, Activation::none);
    EXPECT_NE(none.note.find("Computes 'y'"), std::string::npos);
}

TEST(OnnxClip, OfMinAndMaxNodes) {
    OnnxBuilder least = with_tail();
    least.add_initializer("c", {}, {6});
    least.add_node("Min", {"c", "t"}, "y");
    expect_clamp(least, -kInfinity, 6);
    OnnxBuilder most = with_tail();
    most.add_initializer("c", {1, 1, 1}, {-1});
    most.add_node("Max", {"t", "c"}, "y");
    expect_clamp(most, -1, kInfinity);
}

/// The layer stays what it is without the node, and a remark names node and value.
void expect_left_alone(const OnnxBuilder& builder, const std::string& node, const std::string& value) {
    const OnnxLayers read = read_built(builder);
    EXPECT_EQ(read.layers.at(0).desc.activation, Activation::none);
    EXPECT_NE(read.layers[0].note.find("Computes 't'"), std::string::npos) << read.layers[0].note;
    EXPECT_EQ(read.layers[0].weights.value().kernel, (Reals{2, 3}));
    EXPECT_TRUE(remarks_say(read, "Not folded in: " + node)) << (read.remarks.empty() ? "" : read.remarks[0]);
    EXPECT_TRUE(remarks_say(read, value)) << (read.remarks.empty() ? "" : read.remarks[0]);
}

TEST(OnnxActivations, WithLimitsThatAreNoneAreLeftAlone) {
    expect_left_alone(with_clip(NAN, std::nullopt), "node 'Clip_y' (Clip)", "nan and inf");
    expect_left_alone(with_clip(2.0F, 1.0F), "node 'Clip_y' (Clip)", "2 and 1");
    expect_left_alone(with_clip(kInfinity, std::nullopt), "node 'Clip_y' (Clip)", "inf and inf");
    expect_left_alone(with_clip(std::nullopt, -kInfinity), "node 'Clip_y' (Clip)", "-inf and -inf");
}

TEST(OnnxActivations, WithSlopesThatAreNoNumbersAreLeftAlone) {
    for (const float slope : {kInfinity, -kInfinity, std::numeric_limits<float>::quiet_NaN()}) {
        OnnxBuilder leaky = with_tail();
        set_attribute(leaky.add_node("LeakyRelu", {"t"}, "y"), "alpha", slope);
        expect_left_alone(leaky, "node 'LeakyRelu_y' (LeakyRelu)", "its slope is");
        OnnxBuilder prelu = with_tail();
        prelu.add_initializer("s", {2, 1}, {slope, slope});
        prelu.add_node("PRelu", {"t", "s"}, "y");
        expect_left_alone(prelu, "node 'PRelu_y' (PRelu)", "its slope is");
        OnnxBuilder scaled = with_tail();
        scaled.add_initializer("s", {}, {slope});
        scaled.add_node("Mul", {"t", "s"}, "y");
        expect_left_alone(scaled, "node 'Mul_y' (Mul)", "it multiplies by");
    }
    OnnxBuilder divided = with_tail();
    divided.add_initializer("zero", {}, {0});
    divided.add_node("Div", {"t", "zero"}, "y");
    expect_left_alone(divided, "node 'Div_y' (Div)", "it multiplies by inf");
}

TEST(OnnxActivations, ThatNoKernelAppliesAreTold) {
    for (const char* type : {"Elu", "Softplus", "Gelu"}) {
        OnnxBuilder builder = with_tail();
        builder.add_node(type, {"t"}, "y");
        expect_left_alone(builder, std::string("node '") + type + "_y'", "no kernel applies it");
    }
}

TEST(OnnxActivations, HardSigmoidIsAClamp) {
    OnnxBuilder builder = with_tail();
    set_attribute(builder.add_node("HardSigmoid", {"t"}, "y"), "alpha", 0.5F);
    set_attribute(*builder.model().mutable_graph()->mutable_node(1), "beta", 0.25F);
    expect_clamp(builder, 0, 1);
    const CompileLayer layer = read_built(builder).layers.at(0);
    EXPECT_EQ(layer.weights->kernel, (Reals{1, 1.5F}));
    EXPECT_EQ(layer.weights->bias, (Reals{0.25F, 0.25F}));
}

/// One limit, and names that a comment must not break, through the compiler and back.
TEST(OnnxCompiled, WithOneLimitAndAnyName) {
    OnnxBuilder builder = with_clip(0.0F, std::nullopt);
    builder.model().mutable_graph()->mutable_node(0)->set_name("a/*b*/c/**/d\\");
    const ScratchFolder folder;
    CompiledApp app({folder.write("model.onnx", builder.bytes())});
    EXPECT_EQ(app.run("a_b_c_d", {}, {1, -1}), (Values{2, 0, 3, 0}));
}

TEST(OnnxCompiled, WithABiasThatEachCallBrings) {
    OnnxBuilder builder;
    builder.add_input("x", {1, 1, 2});
    builder.add_input("b", {2});
    builder.add_output("y");
    builder.add_initializer("w", {1, 2, 1}, {2, 3});
    builder.add_node("ConvTranspose", {"x", "w", "b"}, "t").set_name("up");
    const ScratchFolder folder;
    CompiledApp app({folder.write("model.onnx", builder.bytes())});
    const std::string program = app.build("biased", R"(#include "net.h"
int main(void) {
    net_context* context;
    const float inputs[] = {1, -1}, bias[] = {10, 20};
    float with[4], without[4];
    if (net_context_create(1, &context) != 0) return 1;
    if (net_up(context, inputs, bias, with) != 0 || net_up(context, inputs, NULL, without) != 0) return 2;
    net_context_destroy(context);
    return with[0] == 12 && with[1] == 8 && with[2] == 23 && with[3] == 17 && without[3] == -3 ? 0 : 3;
}
)");
    EXPECT_EQ(run_program({program}).exit_code, 0);
}

}  // namespace
}  // namespace convt::tools::test
