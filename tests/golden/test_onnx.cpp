/// ONNX's backend test cases for ConvTranspose, as generate_onnx.py took them from the `onnx` package.

#include <gtest/gtest.h>

#include <cstddef>
#include <fstream>
#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "convt/convt.hpp"
#include "reference/oracle.hpp"
#include "support/compare.hpp"
#include "support/front_ends.hpp"
#include "support/guarded_buffer.hpp"
#include "support/kinds.hpp"
#include "support/problem.hpp"

namespace convt::golden {
namespace {

using nlohmann::json;
using support::ElementVector;
using support::Shape;

std::vector<json> load() {
    std::ifstream file(CONVT_GOLDEN_DIR "/onnx.json");
    return json::parse(file).at("cases").get<std::vector<json>>();
}

support::OnnxArguments arguments_of(const json& test) {
    const json& attributes = test.at("attributes");
    return {.x = test.at("X").at("shape").get<Shape>(),
            .w = test.at("W").at("shape").get<Shape>(),
            .auto_pad = attributes.value("auto_pad", "NOTSET"),
            .dilations = attributes.value("dilations", Shape{}),
            .group = attributes.value("group", 1),
            .output_padding = attributes.value("output_padding", Shape{}),
            .output_shape = attributes.value("output_shape", Shape{}),
            .pads = attributes.value("pads", Shape{}),
            .strides = attributes.value("strides", Shape{})};
}

std::vector<float> values_of(const json& test, const char* tensor) {
    return test.contains(tensor) ? test.at(tensor).at("data").get<std::vector<float>>()
                                 : std::vector<float>{};
}

/// [in, out/groups, taps] to [taps, out, in/groups]: the oracle reads Keras's order.
std::vector<float> in_keras_order(const std::vector<float>& weight, const ConvTransposeDesc& desc) {
    const auto groups = static_cast<std::size_t>(desc.groups);
    const std::size_t in = static_cast<std::size_t>(desc.in_channels) / groups;
    const std::size_t out = static_cast<std::size_t>(desc.out_channels) / groups;
    const std::size_t taps = weight.size() / (in * groups * out);
    std::vector<float> result(weight.size());
    for (std::size_t g = 0; g < groups; ++g)
        for (std::size_t i = 0; i < in; ++i)
            for (std::size_t o = 0; o < out; ++o)
                for (std::size_t t = 0; t < taps; ++t)
                    result[(t * out * groups + g * out + o) * in + i] =
                        weight[((g * in + i) * out + o) * taps + t];
    return result;
}

/// A case and the type that its numbers are cast to.
struct TypedCase {
    json test;
    DType dtype;
};

std::vector<TypedCase> typed_cases() {
    std::vector<TypedCase> cases;
    for (DType dtype : support::element_types()) {
        for (json& test : load()) cases.push_back({std::move(test), dtype});
    }
    return cases;
}

class GoldenOnnx : public testing::TestWithParam<TypedCase> {};

TEST_P(GoldenOnnx, Agrees) {
    const json& test = GetParam().test;
    const ConvTransposeDesc desc =
        support::with_type(support::onnx_desc(arguments_of(test)), GetParam().dtype);
    ASSERT_EQ(outputs_shape(desc), test.at("Y").at("shape").get<Shape>());
    const auto w = values_of(test, "W");
    const auto b = values_of(test, "B");
    const auto y = values_of(test, "Y");
    const ElementVector inputs(desc.dtype, values_of(test, "X"));
    const ElementVector kernel(desc.dtype, w);
    const ElementVector added(desc.dtype, b);
    const void* bias = b.empty() ? nullptr : added.data();

    auto plan = Plan::create(desc);
    ASSERT_TRUE(plan.ok()) << plan.status().message();
    auto packed = plan->pack(kernel.data(), KernelOrder::pytorch);
    auto context = Context::create();
    ASSERT_TRUE(packed.ok() && context.ok());
    ElementVector got(desc.dtype, y.size());
    const Status status = plan->run(inputs.data(), *packed, bias, got.data(), *context);
    ASSERT_TRUE(status.ok()) << status.message();

    const ElementVector keras_kernel(desc.dtype, in_keras_order(w, desc));
    const auto oracle = reference::conv_transpose(desc, inputs.data(), keras_kernel.data(), bias);
    EXPECT_TRUE(support::matches(desc, got, oracle, plan->algorithm()));
    // ONNX's answers carry float32 rounding, whatever the type here.
    const ConvTransposeDesc floats = support::with_type(desc, DType::float32);
    for (std::size_t i = 0; i < y.size(); ++i) {
        const double bound = support::error_bound(floats, oracle.magnitudes[i], oracle.products[i]);
        EXPECT_TRUE(support::close(y[i], oracle.values[i], bound)) << "output " << i << " is " << y[i];
    }
}

INSTANTIATE_TEST_SUITE_P(Backend, GoldenOnnx, testing::ValuesIn(typed_cases()), [](const auto& test) {
    return test.param.test.at("name").template get<std::string>() + "_" + support::name_of(test.param.dtype);
});

TEST(GoldenOnnxFile, HoldsEveryCase) {
    EXPECT_EQ(load().size(), 14U);
}

}  // namespace
}  // namespace convt::golden
