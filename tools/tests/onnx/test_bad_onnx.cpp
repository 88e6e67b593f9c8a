/// ONNX files that cannot be used: a clear error, whatever they hold.

#include <gtest/gtest.h>

#include <functional>

#include "compile/onnx/read_onnx.hpp"
#include "onnx/onnx_builder.hpp"
#include "scratch_folder.hpp"
#include "support/input_error.hpp"

namespace convt::tools::test {
namespace {

using Shape = OnnxBuilder::Shape;

std::string error_of(const std::string& bytes) {
    const ScratchFolder folder;
    try {
        (void)read_onnx(folder.write("model.onnx", bytes), {});
    } catch (const InputError& error) {
        return error.what();
    }
    return "";
}

/// A good model; `change` gets its ConvTranspose and its weights.
std::string changed(const std::function<void(onnx::NodeProto&, onnx::TensorProto&)>& change) {
    OnnxBuilder builder;
    builder.add_input("x", {1, 4, 3, 3});
    builder.add_output("y");
    onnx::TensorProto& weights = builder.add_initializer("w", {4, 2, 2, 2}, std::vector<float>(32, 1.0F));
    onnx::NodeProto& node = builder.add_node("ConvTranspose", {"x", "w"}, "y");
    node.set_name("up");
    change(node, weights);
    return builder.bytes();
}

struct BadModel {
    const char* name;
    std::function<void(onnx::NodeProto&, onnx::TensorProto&)> change;
    const char* message;
};

void PrintTo(const BadModel& bad, std::ostream* stream) {
    *stream << bad.name;
}

class OnnxRefuses : public ::testing::TestWithParam<BadModel> {};

TEST_P(OnnxRefuses, WithTheNodesName) {
    const std::string error = error_of(changed(GetParam().change));
    EXPECT_NE(error.find("ConvTranspose up: "), std::string::npos) << error;
    EXPECT_NE(error.find(GetParam().message), std::string::npos) << error;
}

using Node = onnx::NodeProto;
using Tensor = onnx::TensorProto;

const BadModel kBad[] = {
    {"strides_of_other_rank", [](Node& n, Tensor&) { set_attribute(n, "strides", Shape{2}); },
     "strides has 1"},
    {"strides_zero",
     [](Node& n, Tensor&) {
         set_attribute(n, "strides", Shape{2, 0});
     },
     "strides[1] is 0"},
    {"strides_float", [](Node& n, Tensor&) { set_attribute(n, "strides", 2.5F); },
     "attribute strides is 2.5, a float; it must be ints"},
    {"strides_huge",
     [](Node& n, Tensor&) {
         set_attribute(n, "strides", Shape{1, INT64_MAX});
     },
     "strides[1] is 9223372036854775807; it must be from 1 to 2147483647"},
    {"output_padding_negative",
     [](Node& n, Tensor&) {
         set_attribute(n, "output_padding", Shape{0, -1});
     },
     "output_padding[1] is -1; it must be from 0"},
    {"output_shape_zero",
     [](Node& n, Tensor&) {
         set_attribute(n, "output_shape", Shape{0, 4});
     },
     "output_shape[0] is 0; it must be from 1"},
    {"unknown_attribute",
     [](Node& n, Tensor&) {
         set_attribute(n, "stride", Shape{2, 2});
     },
     "attribute stride is [2, 2]; ConvTranspose has no attribute of this name"},
    {"attribute_of_a_function",
     [](Node& n, Tensor&) {
         auto& entry = *n.add_attribute();
         entry.set_name("group");
         entry.set_ref_attr_name("g");
     },
     "attribute group stands for 'g' of a function"},
    {"weights_of_integers",
     [](Node&, Tensor& w) {
         w.set_data_type(onnx::TensorProto::INT32);
         w.clear_float_data();
         for (int i = 0; i < 32; ++i) w.add_int32_data(i);
     },
     "the weights are int32"},
    {"weights_of_float8", [](Node&, Tensor& w) { w.set_data_type(17); }, "elements of float8e4m3fn"},
    {"dilations_negative",
     [](Node& n, Tensor&) {
         set_attribute(n, "dilations", Shape{-1, 1});
     },
     "dilations[0] is -1"},
    {"pads_short",
     [](Node& n, Tensor&) {
         set_attribute(n, "pads", Shape{1, 1});
     },
     "pads has 2 values"},
    {"pads_negative",
     [](Node& n, Tensor&) {
         set_attribute(n, "pads", Shape{-1, 0, 0, 0});
     },
     "pads[0] is -1"},
    {"pads_too_much",
     [](Node& n, Tensor&) {
         set_attribute(n, "pads", Shape{9, 0, 0, 0});
     },
     "pads[0] and pads[2] are 9 and 0"},
    {"group_zero", [](Node& n, Tensor&) { set_attribute(n, "group", std::int64_t{0}); }, "group is 0"},
    {"group_odd", [](Node& n, Tensor&) { set_attribute(n, "group", std::int64_t{3}); }, "group is 3"},
    {"auto_pad_word", [](Node& n, Tensor&) { set_attribute(n, "auto_pad", std::string("SAME")); },
     "auto_pad is 'SAME'"},
    {"kernel_shape_other",
     [](Node& n, Tensor&) {
         set_attribute(n, "kernel_shape", Shape{3, 3});
     },
     "kernel_shape is 3x3"},
    {"output_shape_short", [](Node& n, Tensor&) { set_attribute(n, "output_shape", Shape{3}); },
     "output_shape has 1"},
    {"weights_missing", [](Node& n, Tensor&) { n.mutable_input()->RemoveLast(); }, "has 1 inputs"},
    {"weights_unknown", [](Node& n, Tensor&) { n.set_input(1, "none"); }, "are no constant"},
    {"weights_of_other_channels",
     [](Node&, Tensor& w) {
         w.set_dims(0, 2);
         w.set_dims(1, 4);
     },
     "has 4 channels"},
    {"weights_short", [](Node&, Tensor& w) { w.mutable_float_data()->RemoveLast(); }, "holds 31 values"},
    {"weights_negative", [](Node&, Tensor& w) { w.set_dims(0, -4); }, "-4"},
    {"weights_huge", [](Node&, Tensor& w) { w.set_dims(0, std::int64_t{1} << 60); }, "cannot be had"},
    {"weights_of_strings", [](Node&, Tensor& w) { w.set_data_type(onnx::TensorProto::STRING); },
     "elements of string"},
    {"weights_outside",
     [](Node&, Tensor& w) {
         w.set_data_location(onnx::TensorProto::EXTERNAL);
         auto& entry = *w.add_external_data();
         entry.set_key("location");
         entry.set_value("../../etc/passwd");
     },
     "must be a file in the folder"},
    {"bias_of_other_size", [](Node& n, Tensor&) { n.add_input("w"); }, "the bias has 32 values"},
};
INSTANTIATE_TEST_SUITE_P(BadModels, OnnxRefuses, ::testing::ValuesIn(kBad),
                         [](const auto& tested) { return tested.param.name; });

TEST(OnnxFile, CutShortAnywhereIsAnError) {
    const std::string bytes = changed([](Node&, Tensor&) {});
    ASSERT_EQ(error_of(bytes), "");
    for (std::size_t length = 0; length < bytes.size(); ++length) {
        EXPECT_NE(error_of(bytes.substr(0, length)), "") << length;
    }
}

TEST(OnnxFile, AnyByteChangedIsReadOrRefused) {
    const std::string bytes = changed([](Node&, Tensor&) {});
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        for (const int change : {1, 0x80, 0xff}) {
            std::string other = bytes;
            other[i] = static_cast<char>(other[i] ^ change);
            (void)error_of(other);
        }
    }
}

TEST(OnnxFile, WithoutLayersIsAnError) {
    OnnxBuilder builder;
    builder.add_input("x", {1});
    builder.add_output("y");
    builder.add_node("Relu", {"x"}, "y");
    EXPECT_NE(error_of(builder.bytes()).find("has no ConvTranspose"), std::string::npos);
}

TEST(OnnxFile, ThatDependsOnItselfIsAnError) {
    OnnxBuilder builder;
    builder.add_input("x", {1, 4, 3, 3});
    builder.add_output("y");
    builder.add_node("Identity", {"b"}, "a");
    builder.add_node("Identity", {"a"}, "b");
    builder.add_node("ConvTranspose", {"x", "a"}, "y");
    EXPECT_NE(error_of(builder.bytes()).find("depends on itself"), std::string::npos);
}

}  // namespace
}  // namespace convt::tools::test
