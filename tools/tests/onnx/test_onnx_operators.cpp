/// Operators on constants, against ONNX's own backend test cases.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "compile/onnx/constants/constant_folder.hpp"
#include "compile/onnx/constants/operators.hpp"
#include "onnx/onnx_builder.hpp"

namespace convt::tools::test {
namespace {

using nlohmann::json;

std::string from_base64(const std::string& text) {
    const std::string digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string bytes;
    std::uint32_t held = 0;
    int bits = 0;
    for (const char c : text) {
        if (c == '=') break;
        held = held << 6 | static_cast<std::uint32_t>(digits.find(c));
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        bytes += static_cast<char>(held >> bits & 0xff);
    }
    return bytes;
}

json read_golden() {
    std::ifstream file(CONVT_GOLDEN_OPERATORS);
    return json::parse(file).at("cases");
}

double number(const json& value) {
    if (value.is_number()) return value.get<double>();
    const std::string text = value.get<std::string>();
    return text == "nan" ? NAN : text == "inf" ? INFINITY : -INFINITY;
}

/// What the evaluator says that it does not do.
bool is_beyond(const std::string& obstacle) {
    return obstacle.find("batch_dims") != std::string::npos ||
           obstacle.find("reduction") != std::string::npos ||
           obstacle.find("letters for axes") != std::string::npos;
}

/// Relative error that one rounding to a type, and another library's functions, may make.
double tolerance(int type) {
    if (type == onnx::TensorProto::FLOAT16) return 2e-3;
    if (type == onnx::TensorProto::BFLOAT16) return 1e-2;
    return 2e-6;
}

bool is_equal(double got, double expected, double allowed) {
    if (std::isnan(expected)) return std::isnan(got);
    if (std::isinf(expected)) return got == expected;
    return std::fabs(got - expected) <= allowed * (1 + std::fabs(expected));
}

class OnnxOperator : public ::testing::TestWithParam<json> {};

TEST_P(OnnxOperator, GivesWhatOnnxSays) {
    const json& test = GetParam();
    onnx::ModelProto model;
    ASSERT_TRUE(model.ParseFromString(from_base64(test.at("model").get<std::string>())));
    const Graph graph(model, "model.onnx");
    ConstantFolder constants(graph);
    const KnownValue& known = constants.fold(model.graph().output(0).name());
    if (is_beyond(known.obstacle)) GTEST_SKIP() << known.obstacle;
    ASSERT_NE(known.constant, nullptr) << known.obstacle << known.depends_on;
    EXPECT_EQ(known.constant->type, test.at("type").get<int>());
    EXPECT_EQ(known.constant->shape, test.at("shape").get<Shape>());
    const std::vector<double> got = known.constant->to_doubles();
    const auto& expected = test.at("data");
    ASSERT_EQ(got.size(), expected.size());
    for (std::size_t i = 0; i < got.size(); ++i) {
        EXPECT_TRUE(is_equal(got[i], number(expected[i]), tolerance(known.constant->type)))
            << i << ": " << got[i] << ", not " << expected[i];
    }
}

INSTANTIATE_TEST_SUITE_P(Backend, OnnxOperator, ::testing::ValuesIn(read_golden().get<std::vector<json>>()),
                         [](const auto& test) { return test.param.at("name").template get<std::string>(); });

/// Operators that ONNX has large cases for, or none of plain numbers.
const std::set<std::string> kOthers{"Cast", "CastLike", "Dropout", "Erf", "Mish", "Slice"};

/// An operator that is added has to come with ONNX's cases, or stand above.
TEST(OnnxOperators, AllHaveCases) {
    std::set<std::string> untested;
    for (const auto& [name, function] : operator_table()) untested.insert(name);
    for (const json& test : read_golden()) {
        onnx::ModelProto model;
        ASSERT_TRUE(model.ParseFromString(from_base64(test.at("model").get<std::string>())));
        untested.erase(model.graph().node(0).op_type());
    }
    EXPECT_EQ(untested, kOthers);
}

void expect_values(OnnxBuilder& builder, const std::string& value, int type,
                   const std::vector<double>& expected) {
    const Graph graph(builder.model(), "model.onnx");
    ConstantFolder constants(graph);
    const KnownValue& known = constants.fold(value);
    ASSERT_NE(known.constant, nullptr) << known.obstacle;
    EXPECT_EQ(known.constant->type, type);
    const std::vector<double> got = known.constant->to_doubles();
    ASSERT_EQ(got.size(), expected.size());
    for (std::size_t i = 0; i < got.size(); ++i) EXPECT_NEAR(got[i], expected[i], 1e-6) << value << " " << i;
}

TEST(OnnxOperators, WithoutCases) {
    OnnxBuilder builder;
    builder.add_initializer("x", {4}, {2.7F, -2.7F, 0, 300});
    builder.add_constant("integers", {1});
    set_attribute(builder.add_node("Cast", {"x"}, "small"), "to", std::int64_t{onnx::TensorProto::INT8});
    builder.add_node("CastLike", {"x", "integers"}, "like");
    builder.add_node("Dropout", {"x"}, "kept");
    builder.add_initializer("h", {2}, {0.5F, 1});
    builder.add_node("Erf", {"h"}, "erf");
    builder.add_node("Mish", {"h"}, "mish");
    expect_values(builder, "small", onnx::TensorProto::INT8, {2, -2, 0, 127});
    expect_values(builder, "like", onnx::TensorProto::INT64, {2, -2, 0, 300});
    expect_values(builder, "kept", onnx::TensorProto::FLOAT, {2.7F, -2.7F, 0, 300});
    expect_values(builder, "erf", onnx::TensorProto::FLOAT, {0.5204998778, 0.8427007929});
    expect_values(builder, "mish", onnx::TensorProto::FLOAT, {0.3752452, 0.8650984});
}

/// Starts and ends beyond an axis, from behind, and steps of every sign, against a loop. Other than Python,
/// ONNX cuts a start in front of the axis to its first position when it steps back.
TEST(OnnxOperators, Slice) {
    const std::vector<double> all{0, 1, 2, 3, 4};
    for (const std::int64_t step : {-7, -2, -1, 1, 2, 7}) {
        for (std::int64_t start = -7; start <= 7; ++start) {
            for (std::int64_t end = -7; end <= 7; ++end) {
                OnnxBuilder builder;
                builder.add_initializer("x", {5}, {0, 1, 2, 3, 4});
                builder.add_constant("start", {start});
                builder.add_constant("end", {end});
                builder.add_constant("axes", {0});
                builder.add_constant("step", {step});
                builder.add_node("Slice", {"x", "start", "end", "axes", "step"}, "y");
                const auto from_front = [&](std::int64_t at) { return at < 0 ? at + 5 : at; };
                std::vector<double> expected;
                std::int64_t at = from_front(start);
                at = step > 0 ? std::max<std::int64_t>(at, 0) : std::clamp<std::int64_t>(at, 0, 4);
                const std::int64_t stop = from_front(end);
                for (; at >= 0 && at < 5 && (step > 0 ? at < stop : at > stop); at += step) {
                    expected.push_back(all[static_cast<std::size_t>(at)]);
                }
                expect_values(builder, "y", onnx::TensorProto::FLOAT, expected);
            }
        }
    }
}

}  // namespace
}  // namespace convt::tools::test
