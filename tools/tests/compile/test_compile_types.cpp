/// Models that compute in double, float16 and bfloat16: their layers do so as well, and --dtype float32
/// converts them.

#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "compile/compiled_app.hpp"
#include "onnx/onnx_builder.hpp"
#include "onnx/onnx_reading.hpp"
#include "reference/elements.hpp"
#include "reference/error_bound.hpp"
#include "reference/oracle.hpp"

namespace convt::tools::test {
namespace {

using reference::ElementVector;

struct TestedType {
    const char* name;
    DType dtype;
    onnx::TensorProto::DataType onnx_type;
    const char* in_c;
};

void PrintTo(const TestedType& type, std::ostream* stream) {
    *stream << type.name;
}

const TestedType kTypes[] = {
    {"float64", DType::float64, onnx::TensorProto::DOUBLE, "double"},
    {"float16", DType::float16, onnx::TensorProto::FLOAT16, "uint16_t"},
    {"bfloat16", DType::bfloat16, onnx::TensorProto::BFLOAT16, "uint16_t"},
};

/// Numbers with more digits than any of the types has.
std::vector<double> numbers(std::size_t count, std::uint64_t seed) {
    std::vector<double> values(count);
    std::uint64_t state = seed * 0x9E3779B97F4A7C15U + 1;
    for (double& value : values) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        value = static_cast<double>(state >> 11) * 0x1p-53 - 0.5;
    }
    return values;
}

void add_tensor(OnnxBuilder& builder, const std::string& name, const OnnxBuilder::Shape& shape,
                const ElementVector& values, onnx::TensorProto::DataType type) {
    onnx::TensorProto& tensor = builder.add_initializer(name, shape, {});
    tensor.set_data_type(type);
    tensor.set_raw_data(values.data(), values.elements().size_bytes());
}

/// 1-D, 5 channels to 3, with a bias and a leaky relu.
constexpr std::int64_t kIn = 5, kOut = 3, kTaps = 4, kWidth = 11;

struct TypedModel {
    explicit TypedModel(const TestedType& type)
        : kernel(type.dtype, numbers(kIn * kOut * kTaps, 1)),
          bias(type.dtype, numbers(kOut, 2)),
          inputs(type.dtype, numbers(kIn * kWidth, 3)),
          builder(22) {
        builder.add_input("x", {1, kIn, kWidth});
        builder.model()
            .mutable_graph()
            ->mutable_input(0)
            ->mutable_type()
            ->mutable_tensor_type()
            ->set_elem_type(type.onnx_type);
        builder.add_output("y");
        add_tensor(builder, "w", {kIn, kOut, kTaps}, kernel, type.onnx_type);
        add_tensor(builder, "b", {kOut}, bias, type.onnx_type);
        onnx::NodeProto& node = builder.add_node("ConvTranspose", {"x", "w", "b"}, "t");
        node.set_name("up");
        set_attribute(node, "strides", OnnxBuilder::Shape{2});
        set_attribute(builder.add_node("LeakyRelu", {"t"}, "y"), "alpha", 0.3F);
    }

    ElementVector kernel, bias, inputs;
    OnnxBuilder builder;
};

std::string bytes(const ElementVector& values) {
    return {static_cast<const char*>(values.data()), values.elements().size_bytes()};
}

/// [in, out, tap] as the oracle has kernels: [tap, out, in].
ElementVector as_keras(const ElementVector& kernel) {
    ElementVector moved(kernel.dtype(), kernel.size());
    for (std::int64_t i = 0; i < kIn; ++i) {
        for (std::int64_t o = 0; o < kOut; ++o) {
            for (std::int64_t t = 0; t < kTaps; ++t) {
                moved.set(static_cast<std::size_t>((t * kOut + o) * kIn + i),
                          kernel[static_cast<std::size_t>((i * kOut + o) * kTaps + t)]);
            }
        }
    }
    return moved;
}

void expect_outputs(const ConvTransposeDesc& desc, const TypedModel& model, const std::string& outputs) {
    const ElementVector bias(reference::summed_type(desc.dtype), model.bias.widened());
    const auto exact =
        reference::conv_transpose(desc, model.inputs.data(), as_keras(model.kernel).data(), bias.data());
    const reference::ConstElements got(desc.dtype, outputs.data(), exact.values.size());
    ASSERT_EQ(outputs.size(), got.size_bytes());
    for (std::size_t i = 0; i < got.size(); ++i) {
        const auto value = static_cast<double>(exact.values[i]);
        const double sum = reference::error_bound(desc, exact.magnitudes[i], exact.products[i]);
        EXPECT_NEAR(got[i], value, reference::stored_bound(desc.dtype, value, sum)) << i;
    }
}

class CompileTypes : public ::testing::TestWithParam<TestedType> {};

TEST_P(CompileTypes, LayersComputeInTheModelsType) {
    const TypedModel model(GetParam());
    const ConvTransposeDesc desc = read_built(model.builder).layers.at(0).desc;
    ASSERT_EQ(desc.dtype, GetParam().dtype);
    const ScratchFolder folder;
    CompiledApp app({folder.write("model.onnx", model.builder.bytes())});
    EXPECT_EQ(app.compiled().err, "");
    expect_outputs(desc, model, app.run_bytes("up", {}, bytes(model.inputs), GetParam().in_c));
}

TEST_P(CompileTypes, BecomeFloatsOnRequest) {
    const TypedModel model(GetParam());
    const ScratchFolder folder;
    CompiledApp app({folder.write("model.onnx", model.builder.bytes()), "--dtype", "float32"});
    EXPECT_NE(app.compiled().err.find("takes, computes and gives float32"), std::string::npos)
        << app.compiled().err;
    std::vector<float> inputs;
    for (const double value : model.inputs.widened()) inputs.push_back(static_cast<float>(value));
    ConvTransposeDesc desc = read_built(model.builder).layers.at(0).desc;
    const ElementVector bias(reference::summed_type(desc.dtype), model.bias.widened());
    const auto exact =
        reference::conv_transpose(desc, model.inputs.data(), as_keras(model.kernel).data(), bias.data());
    const auto got = app.run("up", {}, inputs);
    ASSERT_EQ(got.size(), exact.values.size());
    for (std::size_t i = 0; i < got.size(); ++i) {
        EXPECT_NEAR(static_cast<double>(got[i]), static_cast<double>(exact.values[i]),
                    1e-5 * exact.magnitudes[i]);
    }
}

INSTANTIATE_TEST_SUITE_P(Real, CompileTypes, ::testing::ValuesIn(kTypes),
                         [](const auto& tested) { return std::string(tested.param.name); });

TEST(CompileDtype, OthersThanFloat32AreNotAskedFor) {
    const Outcome refused =
        run_convt({"compile", "1d ic2 oc2 i4 k2 s2", "--dtype", "float16", "--out", "unused"});
    EXPECT_NE(refused.exit_code, 0);
    EXPECT_NE(refused.err.find("--dtype is 'float16'; layers are converted to float32 alone"),
              std::string::npos);
}

}  // namespace
}  // namespace convt::tools::test
