/// Models that compute in double, float16 and bfloat16: their layers do so as well, and --dtype float32
/// converts them.

#include <gtest/gtest.h>

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

/// A layer of a model, which is named after its type, as are its values.
struct TypedLayer {
    TypedLayer(const TestedType& type, OnnxBuilder& builder)
        : kernel(type.dtype, numbers(kIn * kOut * kTaps, 1)),
          bias(type.dtype, numbers(kOut, 2)),
          inputs(type.dtype, numbers(kIn * kWidth, 3)) {
        const auto named = [&](const std::string& value) { return value + "_" + type.name; };
        builder.add_input(named("x"), {1, kIn, kWidth}, type.onnx_type);
        builder.add_output(named("y"), type.onnx_type);
        add_tensor(builder, named("w"), {kIn, kOut, kTaps}, kernel, type.onnx_type);
        add_tensor(builder, named("b"), {kOut}, bias, type.onnx_type);
        onnx::NodeProto& node =
            builder.add_node("ConvTranspose", {named("x"), named("w"), named("b")}, named("t"));
        node.set_name(type.name);
        set_attribute(node, "strides", OnnxBuilder::Shape{2});
        set_attribute(builder.add_node("LeakyRelu", {named("t")}, named("y")), "alpha", 0.3F);
    }

    ElementVector kernel, bias, inputs;
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

reference::Outputs exact_outputs(const ConvTransposeDesc& desc, const TypedLayer& layer) {
    const ElementVector bias(reference::summed_type(desc.dtype), layer.bias.widened());
    return reference::conv_transpose(desc, layer.inputs.data(), as_keras(layer.kernel).data(), bias.data());
}

void expect_outputs(const ConvTransposeDesc& desc, const TypedLayer& layer, const std::string& outputs) {
    const auto exact = exact_outputs(desc, layer);
    const reference::ConstElements got(desc.dtype, outputs.data(), exact.values.size());
    ASSERT_EQ(outputs.size(), got.size_bytes());
    for (std::size_t i = 0; i < got.size(); ++i) {
        const auto value = static_cast<double>(exact.values[i]);
        const double sum = reference::error_bound(desc, exact.magnitudes[i], exact.products[i]);
        EXPECT_NEAR(got[i], value, reference::stored_bound(desc.dtype, value, sum)) << i;
    }
}

/// One model with a layer of each type.
class CompileTypes : public ::testing::Test {
protected:
    CompileTypes() : builder(22) {
        for (const TestedType& type : kTypes) layers.emplace_back(type, builder);
        read = read_built(builder).layers;
    }

    [[nodiscard]] std::string path() const { return folder_.write("model.onnx", builder.bytes()); }

    OnnxBuilder builder;
    std::vector<TypedLayer> layers;
    std::vector<CompileLayer> read;

private:
    ScratchFolder folder_;
};

TEST_F(CompileTypes, LayersComputeInTheModelsType) {
    CompiledApp app({path()});
    EXPECT_EQ(app.compiled().err, "");
    for (std::size_t i = 0; i < layers.size(); ++i) {
        SCOPED_TRACE(kTypes[i].name);
        ASSERT_EQ(read.at(i).desc.dtype, kTypes[i].dtype);
        expect_outputs(read[i].desc, layers[i],
                       app.run_bytes(kTypes[i].name, {}, bytes(layers[i].inputs), kTypes[i].in_c));
    }
}

TEST_F(CompileTypes, BecomeFloatsOnRequest) {
    CompiledApp app({path(), "--dtype", "float32"});
    EXPECT_NE(app.compiled().err.find("takes, computes and gives float32"), std::string::npos)
        << app.compiled().err;
    for (std::size_t layer = 0; layer < layers.size(); ++layer) {
        SCOPED_TRACE(kTypes[layer].name);
        std::vector<float> inputs;
        for (const double value : layers[layer].inputs.widened()) inputs.push_back(static_cast<float>(value));
        const auto exact = exact_outputs(read.at(layer).desc, layers[layer]);
        const auto got = app.run(kTypes[layer].name, {}, inputs);
        ASSERT_EQ(got.size(), exact.values.size());
        for (std::size_t i = 0; i < got.size(); ++i) {
            EXPECT_NEAR(static_cast<double>(got[i]), static_cast<double>(exact.values[i]),
                        1e-5 * exact.magnitudes[i]);
        }
    }
}

TEST_F(CompileTypes, OthersThanFloat32AreNotAskedFor) {
    const Outcome refused =
        run_convt({"compile", "1d ic2 oc2 i4 k2 s2", "--dtype", "float16", "--out", "unused"});
    EXPECT_NE(refused.exit_code, 0);
    EXPECT_NE(refused.err.find("--dtype is 'float16'; layers are converted to float32 alone"),
              std::string::npos);
}

}  // namespace
}  // namespace convt::tools::test
