/// ConvTranspose nodes in functions and in bodies, operators of other domains, and layers that cannot be had.

#include <gtest/gtest.h>

#include "onnx/onnx_reading.hpp"

namespace convt::tools::test {
namespace {

using Shape = OnnxBuilder::Shape;
using Values = std::vector<float>;
using Reals = std::vector<double>;

onnx::FunctionProto& add_function(OnnxBuilder& builder, const std::string& name,
                                  const std::vector<std::string>& inputs, const std::string& output) {
    onnx::FunctionProto& function = *builder.model().add_functions();
    function.set_domain("local");
    function.set_name(name);
    for (const std::string& input : inputs) function.add_input(input);
    function.add_output(output);
    auto& import = *function.add_opset_import();
    import.set_domain("");
    import.set_version(17);
    return function;
}

onnx::NodeProto& add_call(OnnxBuilder& builder, const std::string& name,
                          const std::vector<std::string>& inputs, const std::string& output) {
    onnx::NodeProto& call = builder.add_node(name, inputs, output);
    call.set_domain("local");
    call.set_name("call");
    return call;
}

OnnxBuilder with_input() {
    OnnxBuilder builder;
    builder.add_input("x", {1, 2, 5});
    builder.add_output("y");
    builder.add_initializer("w", {2, 1, 2}, {1, 2, 3, 4});
    return builder;
}

/// An attribute that stands for one of the function.
void refer(onnx::NodeProto& node, const std::string& name, const std::string& outer) {
    onnx::AttributeProto& entry = *node.add_attribute();
    entry.set_name(name);
    entry.set_type(onnx::AttributeProto::INTS);
    entry.set_ref_attr_name(outer);
}

/// A field that libonnx of Debian 13 knows and that of Debian 12 does not.
template <class Message>
void add_newer_field(Message& message, int number, const std::string& bytes) {
    message.GetReflection()->MutableUnknownFields(&message)->AddLengthDelimited(number, bytes);
}

TEST(OnnxFunctions, AreReadWhereTheyAreCalled) {
    OnnxBuilder builder = with_input();
    onnx::FunctionProto& outer = add_function(builder, "Twice", {"a", "k"}, "c");
    outer.add_attribute("by");
    onnx::NodeProto inner = make_node("Up", {"a", "k"}, "b");
    inner.set_domain("local");
    inner.set_name("first");
    refer(inner, "step", "by");
    *outer.add_node() = inner;
    *outer.add_node() = make_node("Relu", {"b"}, "c");
    onnx::FunctionProto& up = add_function(builder, "Up", {"x", "kernel"}, "result");
    up.add_attribute("step");
    // The name of a value of the model, which the function does not mean.
    onnx::NodeProto scaled = make_node("Add", {"kernel", "kernel"}, "w");
    *up.add_node() = scaled;
    onnx::NodeProto node = make_node("ConvTranspose", {"x", "w"}, "result");
    node.set_name("conv");
    refer(node, "strides", "step");
    refer(node, "dilations", "never_stated");
    *up.add_node() = node;
    set_attribute(add_call(builder, "Twice", {"x", "w"}, "y"), "by", Shape{3});

    const OnnxLayers read = read_built(builder);
    ASSERT_EQ(read.layers.size(), 1U);
    EXPECT_EQ(read.layers[0].name, "call/first/conv");
    EXPECT_EQ(read.layers[0].weights.value().kernel, (Reals{2, 4, 6, 8}));
    EXPECT_EQ(read.layers[0].desc.strides[0], 3);
    EXPECT_EQ(read.layers[0].desc.out_spatial[0], 14);
    EXPECT_EQ(read.layers[0].desc.activation, Activation::relu);
    EXPECT_NE(read.layers[0].note.find("Computes 'y' from 'x'"), std::string::npos) << read.layers[0].note;
}

TEST(OnnxFunctions, MayHaveDefaults) {
    OnnxBuilder builder = with_input();
    onnx::FunctionProto& up = add_function(builder, "Up", {"a", "k"}, "b");
    onnx::NodeProto node = make_node("ConvTranspose", {"a", "k"}, "b");
    refer(node, "strides", "step");
    *up.add_node() = node;
    onnx::NodeProto holder;
    set_attribute(holder, "step", Shape{2});
    add_newer_field(up, 11, holder.attribute(0).SerializeAsString());  // attribute_proto
    add_call(builder, "Up", {"x", "w"}, "y");
    EXPECT_EQ(read_built(builder).layers.at(0).desc.strides[0], 2);
}

TEST(OnnxFunctions, MayHaveOneNameAndTwoOverloads) {
    OnnxBuilder builder = with_input();
    for (const auto& [overload, stride] : {std::pair<std::string, std::int64_t>{"two", 2}, {"three", 3}}) {
        onnx::FunctionProto& up = add_function(builder, "Up", {"a", "k"}, "b");
        onnx::NodeProto node = make_node("ConvTranspose", {"a", "k"}, "b");
        set_attribute(node, "strides", Shape{stride});
        *up.add_node() = node;
        add_newer_field(up, 13, overload);
    }
    add_newer_field(add_call(builder, "Up", {"x", "w"}, "y"), 8, "three");
    EXPECT_EQ(read_built(builder).layers.at(0).desc.strides[0], 3);
}

TEST(OnnxFunctions, ThatCallThemselvesAreRefused) {
    OnnxBuilder builder = with_input();
    onnx::NodeProto node = make_node("Up", {"a", "k"}, "b");
    node.set_domain("local");
    *add_function(builder, "Up", {"a", "k"}, "b").add_node() = node;
    add_call(builder, "Up", {"x", "w"}, "y");
    EXPECT_NE(error_of(builder).find("a function 'Up' that calls itself"), std::string::npos)
        << error_of(builder);
}

TEST(OnnxFunctions, ThatDoubleForEverAreRefused) {
    OnnxBuilder builder = with_input();
    for (int i = 0; i < 40; ++i) {
        onnx::FunctionProto& function = add_function(builder, "F" + std::to_string(i), {"a"}, "c");
        for (const auto& [from, to] : {std::pair{"a", "b"}, {"b", "c"}}) {
            onnx::NodeProto node = make_node(i == 39 ? "Neg" : "F" + std::to_string(i + 1), {from}, to);
            if (i < 39) node.set_domain("local");
            *function.add_node() = node;
        }
    }
    add_call(builder, "F0", {"x"}, "y");
    EXPECT_NE(error_of(builder).find("functions that make more than"), std::string::npos)
        << error_of(builder);
}

/// An If whose branches are graphs of their own.
onnx::NodeProto& add_if(OnnxBuilder& builder, const std::string& condition, const std::string& output,
                        const onnx::NodeProto& yes, const onnx::NodeProto& no) {
    onnx::NodeProto& node = builder.add_node("If", {condition}, output);
    for (const auto& [name, inner] : {std::pair{"then_branch", &yes}, {"else_branch", &no}}) {
        onnx::AttributeProto& entry = *node.add_attribute();
        entry.set_name(name);
        entry.set_type(onnx::AttributeProto::GRAPH);
        entry.mutable_g()->set_name(name);
        *entry.mutable_g()->add_node() = *inner;
        entry.mutable_g()->add_output()->set_name(inner->output(0));
    }
    return node;
}

TEST(OnnxBodies, AreReadWithWhatTheyTakeFromOutside) {
    OnnxBuilder builder = with_input();
    builder.add_input("flag", {1});
    onnx::NodeProto up = make_node("ConvTranspose", {"x", "w"}, "inner");
    set_attribute(up, "strides", Shape{2});
    add_if(builder, "flag", "y", up, make_node("Identity", {"x"}, "inner"));
    const OnnxLayers read = read_built(builder);
    ASSERT_EQ(read.layers.size(), 1U);
    EXPECT_EQ(read.layers[0].name, "ConvTranspose_inner");
    EXPECT_EQ(read.layers[0].weights.value().kernel, (Reals{1, 2, 3, 4}));
    EXPECT_EQ(read.layers[0].desc.in_spatial[0], 5);
    EXPECT_FALSE(read.layers[0].open[1]);
}

TEST(OnnxBodies, OfAnIfWithAConstantConditionAreEvaluated) {
    for (const float flag : {0.0F, 1.0F}) {
        OnnxBuilder builder = with_input();
        builder.add_initializer("flag", {}, {flag});
        set_attribute(builder.add_node("Cast", {"flag"}, "condition"), "to",
                      std::int64_t{onnx::TensorProto::BOOL});
        add_if(builder, "condition", "k", make_node("Neg", {"w"}, "inner"),
               make_node("RandomNormal", {}, "inner"));
        builder.add_node("ConvTranspose", {"x", "k"}, "y");
        if (flag != 0) {
            EXPECT_EQ(read_built(builder).layers.at(0).weights.value().kernel, (Reals{-1, -2, -3, -4}));
        } else {
            EXPECT_NE(error_of(builder).find("(RandomNormal) is an operator that is not evaluated"),
                      std::string::npos)
                << error_of(builder);
        }
    }
}

TEST(OnnxOperatorsOfOthers, DynamicPads) {
    OnnxBuilder builder = with_input();
    builder.add_constant("pads", Shape{1, 0});
    builder.add_initializer("b", {1}, {7});
    onnx::NodeProto& node = builder.add_node("ConvTransposeWithDynamicPads", {"x", "w", "pads", "b"}, "y");
    node.set_domain("com.microsoft");
    set_attribute(node, "strides", Shape{2});
    const CompileLayer layer = read_built(builder).layers.at(0);
    EXPECT_EQ(layer.desc.crop_left[0], 1);
    EXPECT_EQ(layer.desc.out_spatial[0], 9);
    EXPECT_EQ(layer.weights->bias, Reals{7});
    node.set_input(2, "given");
    builder.add_input("given", {2});
    EXPECT_NE(error_of(builder).find("the pads 'given' depend on the model's input 'given'"),
              std::string::npos)
        << error_of(builder);
}

TEST(OnnxOperatorsOfOthers, AreNamed) {
    OnnxBuilder builder = with_input();
    builder.add_node("QLinearConvTranspose", {"x", "w"}, "y").set_domain("com.acme");
    EXPECT_NE(error_of(builder).find("(com.acme.QLinearConvTranspose) is an operator that is not read"),
              std::string::npos)
        << error_of(builder);
}

/// Two good layers and one whose weights are computed by an operator that is not evaluated.
OnnxBuilder with_a_bad_one() {
    OnnxBuilder builder = with_input();
    builder.add_node("RandomNormal", {}, "r");
    builder.add_node("ConvTranspose", {"x", "w"}, "a").set_name("up_0");
    builder.add_node("ConvTranspose", {"x", "r"}, "b").set_name("bad");
    builder.add_node("ConvTranspose", {"x", "w"}, "y").set_name("up_1");
    return builder;
}

TEST(OnnxLayersAskedFor, OneThatCannotBeHadDoesNotLoseTheOthers) {
    const OnnxLayers read = read_built(with_a_bad_one());
    ASSERT_EQ(read.layers.size(), 2U);
    EXPECT_EQ(read.layers[1].name, "up_1");
    EXPECT_TRUE(remarks_say(read, "Left out: ConvTranspose bad: the weights 'r'"));
}

TEST(OnnxLayersAskedFor, ByName) {
    const OnnxBuilder builder = with_a_bad_one();
    const OnnxLayers read = read_built(builder, {{}, LayerFilter("up_[1-9]")});
    ASSERT_EQ(read.layers.size(), 1U);
    EXPECT_EQ(read.layers[0].name, "up_1");
    EXPECT_TRUE(read.remarks.empty());
    // One that is asked for is not left out.
    EXPECT_NE(error_of(builder, {{}, LayerFilter("bad|up_0")}).find("ConvTranspose bad: "),
              std::string::npos);
    EXPECT_NE(error_of(builder, {{}, LayerFilter("up")}).find("--layers"), std::string::npos);
}

}  // namespace
}  // namespace convt::tools::test
