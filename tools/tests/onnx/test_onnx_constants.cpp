/// Weights that a model computes: what exporters put between initializers and a ConvTranspose is evaluated,
/// and what is not says where it stopped.

#include <gtest/gtest.h>

#include <cmath>

#include "compile/onnx/constants/budget.hpp"
#include "onnx/onnx_reading.hpp"

namespace convt::tools::test {
namespace {

using Shape = OnnxBuilder::Shape;
using Values = std::vector<float>;

/// A model whose ConvTranspose "up" has `weights` with one channel in and as many out as they say.
OnnxBuilder with_weights(const std::string& weights, std::int64_t channels_in) {
    OnnxBuilder builder(13);
    builder.add_input("x", {1, channels_in, 5});
    builder.add_output("y");
    builder.add_node("ConvTranspose", {"x", weights}, "y").set_name("up");
    return builder;
}

void expect_near(const std::vector<double>& got, const std::vector<double>& expected) {
    ASSERT_EQ(got.size(), expected.size());
    for (std::size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], expected[i], 1e-6) << i;
}

/// v · g / |v|, the norm over all axes but the first, as torch.nn.utils.weight_norm has it.
TEST(OnnxConstants, WeightNorm) {
    OnnxBuilder builder = with_weights("w", 2);
    builder.add_initializer("v", {2, 1, 2}, {3, 4, 5, 12});
    builder.add_initializer("g", {2, 1, 1}, {10, 26});
    onnx::NodeProto& norm = builder.add_node("ReduceL2", {"v"}, "norm");
    set_attribute(norm, "axes", Shape{1, 2});
    builder.add_node("Div", {"g", "norm"}, "scale");
    builder.add_node("Mul", {"v", "scale"}, "w");
    builder.add_node("LeakyRelu", {"y"}, "z");
    builder.model().mutable_graph()->mutable_output(0)->set_name("z");
    const OnnxLayers read = read_built(builder);
    ASSERT_EQ(read.layers.size(), 1U);
    ASSERT_TRUE(read.layers[0].weights.has_value());
    expect_near(read.layers[0].weights->kernel, {6, 8, 10, 24});
    EXPECT_EQ(read.layers[0].desc.activation, Activation::leaky_relu);
    EXPECT_TRUE(read.remarks.empty());
}

/// w / (u · W v), as torch.nn.utils.spectral_norm has it.
TEST(OnnxConstants, SpectralNorm) {
    OnnxBuilder builder = with_weights("w", 2);
    builder.add_initializer("raw", {2, 1, 2}, {1, 2, 3, 4});
    builder.add_initializer("u", {2}, {1, 2});
    builder.add_initializer("v", {2}, {3, -1});
    set_attribute(builder.add_node("Flatten", {"raw"}, "matrix"), "axis", std::int64_t{1});
    builder.add_node("MatMul", {"matrix", "v"}, "wv");
    builder.add_node("MatMul", {"u", "wv"}, "sigma");
    builder.add_node("Div", {"raw", "sigma"}, "w");
    const OnnxLayers read = read_built(builder);
    // W v = (1, 5), u · (1, 5) = 11
    expect_near(read.layers.at(0).weights->kernel, {1.0 / 11, 2.0 / 11, 3.0 / 11, 4.0 / 11});
}

TEST(OnnxConstants, PutTogetherFromParts) {
    OnnxBuilder builder = with_weights("w", 2);
    builder.add_initializer("a", {1, 1, 3}, {1, 2, 3});
    builder.add_initializer("b", {1, 1, 3}, {4, 5, 6});
    set_attribute(builder.add_node("Concat", {"a", "b"}, "both"), "axis", std::int64_t{0});
    builder.add_constant("from", Shape{-1});
    builder.add_constant("to", Shape{INT64_MIN});
    builder.add_constant("axis", Shape{2});
    builder.add_constant("step", Shape{-1});
    builder.add_node("Slice", {"both", "from", "to", "axis", "step"}, "flipped");
    builder.add_constant("order", Shape{1, 0});
    set_attribute(builder.add_node("Gather", {"flipped", "order"}, "w"), "axis", std::int64_t{0});
    expect_near(read_built(builder).layers.at(0).weights->kernel, {6, 5, 4, 3, 2, 1});
}

/// Values are rounded to their type at each step, as the model would.
TEST(OnnxConstants, InHalfPrecision) {
    OnnxBuilder builder = with_weights("w", 1);
    onnx::TensorProto& half = builder.add_initializer("h", {1, 1, 2}, {});
    half.set_data_type(onnx::TensorProto::FLOAT16);
    for (const int bits : {0x6800, 0x3c00}) half.add_int32_data(bits);  // 2048, 1
    onnx::TensorProto& one = builder.add_initializer("one", {}, {});
    one.set_data_type(onnx::TensorProto::FLOAT16);
    one.add_int32_data(0x3c00);
    builder.add_node("Add", {"h", "one"}, "w");
    const OnnxLayers read = read_built(builder);
    expect_near(read.layers.at(0).weights->kernel, {2048, 2});
    EXPECT_EQ(read.layers.at(0).desc.dtype, DType::float16);
    EXPECT_TRUE(read.remarks.empty());
}

TEST(OnnxConstants, OfDoublesBecomeFloatsOnRequestAlone) {
    OnnxBuilder builder = with_weights("w", 1);
    onnx::TensorProto& wide = builder.add_initializer("w", {1, 1, 1}, {});
    wide.set_data_type(onnx::TensorProto::DOUBLE);
    wide.add_double_data(0.1);
    const OnnxLayers kept = read_built(builder);
    EXPECT_EQ(kept.layers.at(0).desc.dtype, DType::float64);
    EXPECT_EQ(kept.layers.at(0).weights->kernel, std::vector<double>{0.1});
    EXPECT_TRUE(kept.remarks.empty());
    OnnxRequest floats;
    floats.dtype = DType::float32;
    const OnnxLayers read = read_built(builder, floats);
    EXPECT_EQ(read.layers.at(0).desc.dtype, DType::float32);
    EXPECT_EQ(read.layers.at(0).weights->kernel, std::vector<double>{double{0.1F}});
    EXPECT_TRUE(remarks_say(read, "computes in float64; the layer takes, computes and gives float32"));
    EXPECT_NE(read.layers.at(0).note.find("computes in float64"), std::string::npos);
    wide.set_double_data(0, 1e300);
    EXPECT_EQ(error_of(builder), "");
    EXPECT_NE(error_of(builder, floats).find("the weights hold 1e+300, which float32 cannot"),
              std::string::npos);
}

TEST(OnnxConstants, AnOperatorThatStopsIsNamed) {
    OnnxBuilder builder = with_weights("w", 2);
    set_attribute(builder.add_node("RandomNormal", {}, "r"), "shape", Shape{2, 1, 3});
    builder.add_node("Neg", {"r"}, "w");
    const std::string error = error_of(builder);
    EXPECT_NE(error.find("ConvTranspose up: the weights 'w'"), std::string::npos) << error;
    EXPECT_NE(error.find("node 'RandomNormal_r' (RandomNormal) is an operator that is not evaluated"),
              std::string::npos)
        << error;
}

TEST(OnnxConstants, WeightsFromAnInputAreToldToBeArguments) {
    OnnxBuilder builder = with_weights("w", 2);
    builder.add_input("style", {2, 1, 3});
    builder.add_initializer("k", {2, 1, 3}, Values(6, 1));
    builder.add_node("Mul", {"k", "style"}, "w");
    const OnnxLayers read = read_built(builder);
    EXPECT_FALSE(read.layers.at(0).weights.has_value());
    EXPECT_TRUE(remarks_say(read, "ConvTranspose up: The weights depend on the model's input 'style'"));
}

TEST(OnnxConstants, ABiasFromAnInputIsAnArgument) {
    OnnxBuilder builder(13);
    builder.add_input("x", {1, 2, 5});
    builder.add_input("b", {3});
    builder.add_output("z");
    builder.add_initializer("w", {2, 3, 1}, Values(6, 1));
    builder.add_node("ConvTranspose", {"x", "w", "b"}, "y").set_name("up");
    builder.add_node("Relu", {"y"}, "z");
    const OnnxLayers read = read_built(builder);
    EXPECT_TRUE(read.layers.at(0).weights.has_value());
    EXPECT_TRUE(read.layers[0].bias_is_argument);
    EXPECT_EQ(read.layers[0].desc.activation, Activation::relu);
    EXPECT_TRUE(remarks_say(read, "The bias depends on the model's input 'b'"));
}

/// What a node reads beside an input is not read from the file: here it is not there.
TEST(OnnxConstants, OnlyWhatDecidesIsRead) {
    OnnxBuilder builder(13);
    builder.add_input("image", {1, 2, 5});
    builder.add_output("z");
    onnx::TensorProto& large = builder.add_initializer("large", {1, 2, 5}, {});
    large.set_data_location(onnx::TensorProto::EXTERNAL);
    builder.add_node("Mul", {"large", "image"}, "skip");
    builder.add_initializer("w", {2, 1, 1}, {1, 2});
    builder.add_node("ConvTranspose", {"image", "w"}, "y").set_name("up");
    builder.add_node("Add", {"y", "skip"}, "z");
    const OnnxLayers read = read_built(builder);
    EXPECT_EQ(read.layers.size(), 1U);
    EXPECT_TRUE(read.remarks.empty());
}

/// Each value is computed once, however often it is read.
TEST(OnnxConstants, SharedManyTimes) {
    OnnxBuilder builder = with_weights("a40", 1);
    builder.add_initializer("a0", {1, 1, 1}, {1});
    for (int i = 0; i < 40; ++i) {
        const std::string from = "a" + std::to_string(i);
        builder.add_node("Add", {from, from}, "a" + std::to_string(i + 1));
    }
    expect_near(read_built(builder).layers.at(0).weights->kernel, {std::exp2(40)});
}

TEST(OnnxConstants, InChainsOfAnyLength) {
    OnnxBuilder builder = with_weights("a20000", 1);
    builder.add_initializer("a0", {1, 1, 1}, {1});
    for (int i = 0; i < 20000; ++i) {
        builder.add_node("Identity", {"a" + std::to_string(i)}, "a" + std::to_string(i + 1));
    }
    expect_near(read_built(builder).layers.at(0).weights->kernel, {1});
}

struct Refused {
    const char* name;
    Shape shape;
    const char* message;
};

void PrintTo(const Refused& refused, std::ostream* stream) {
    *stream << refused.name;
}

class OnnxReshape : public ::testing::TestWithParam<Refused> {};

TEST_P(OnnxReshape, OfSizesThatCannotBeIsRefused) {
    OnnxBuilder builder = with_weights("r", 1);
    builder.add_initializer("w", {1, 1, 4}, Values(4, 1));
    builder.add_constant("shape", GetParam().shape);
    builder.add_node("Reshape", {"w", "shape"}, "r");
    const std::string error = error_of(builder);
    EXPECT_NE(error.find("node 'Reshape_r' (Reshape)"), std::string::npos) << error;
    EXPECT_NE(error.find(GetParam().message), std::string::npos) << error;
}

const Refused kReshapes[] = {
    {"product_of_2_to_64", {std::int64_t{1} << 32, std::int64_t{1} << 32, -1}, "4294967296"},
    {"overflow", {std::int64_t{1} << 62, 4, -1, 8}, "4611686018427387904"},
    {"least", {INT64_MIN, -1, 2}, "-9223372036854775808"},
    {"two_open", {-1, -1, 2}, "-1"},
    {"copied_from_nowhere", {1, 1, 4, 0}, "copies dimension 3"},
    {"not_divided", {3, -1, 1}, "3x-1x1"},
    {"other_count", {1, 1, 5}, "1x1x5"},
};
INSTANTIATE_TEST_SUITE_P(Shapes, OnnxReshape, ::testing::ValuesIn(kReshapes),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(OnnxConstants, BeyondTheBudgetAreRefusedAtOnce) {
    OnnxBuilder builder = with_weights("w", 1);
    builder.add_constant("sizes", Shape{1, 1, Budget::kMostValues + 1});
    builder.add_node("ConstantOfShape", {"sizes"}, "w");
    const std::string error = error_of(builder);
    EXPECT_NE(error.find("node 'ConstantOfShape_w' (ConstantOfShape) needs 268435457 values"),
              std::string::npos)
        << error;
}

TEST(OnnxGraph, ThatGoesRoundBehindTheNodeIsRefused) {
    OnnxBuilder builder = with_weights("w", 1);
    builder.add_initializer("w", {1, 1, 1}, {1});
    builder.add_initializer("k", {}, {2});
    builder.add_node("Mul", {"y", "k"}, "z");
    builder.add_node("Identity", {"z"}, "y");
    EXPECT_NE(error_of(builder).find("value 'y' is made twice"), std::string::npos) << error_of(builder);
}

TEST(OnnxGraph, WhoseInputFollowsFromItsOutputIsRefused) {
    OnnxBuilder builder(13);
    builder.add_output("y");
    builder.add_initializer("w", {1, 1, 1}, {1});
    builder.add_node("ConvTranspose", {"x", "w"}, "y");
    builder.add_node("Relu", {"y"}, "x");
    EXPECT_NE(error_of(builder).find("depends on itself"), std::string::npos) << error_of(builder);
}

}  // namespace
}  // namespace convt::tools::test
