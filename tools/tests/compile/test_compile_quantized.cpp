/// DequantizeLinear, ConvTranspose, QuantizeLinear: the compiled layer gives the integers that the model's
/// own definition leads to. Scales are powers of two, so that a double holds every value of it exactly.

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <random>

#include "compile/compiled_app.hpp"
#include "onnx/onnx_builder.hpp"
#include "onnx/onnx_reading.hpp"
#include "reference/oracle.hpp"

namespace convt::tools::test {
namespace {

using Integers = std::vector<std::int64_t>;
using onnx::TensorProto;

constexpr std::int64_t kIn = 4, kOut = 6, kTaps = 3, kWidth = 9, kStride = 2;
constexpr std::int64_t kOutWidth = (kWidth - 1) * kStride + kTaps;

/// What a model has; the tail lies between ConvTranspose and QuantizeLinear.
struct Case {
    const char* name;
    TensorProto::DataType inputs, weights, outputs;
    std::int64_t input_zero, weights_zero, output_zero;
    std::int64_t groups;
    bool per_channel;
    enum class Bias { none, int32, real } bias;
    const char* tail;  ///< "", "Relu" or "Clip"
};

constexpr auto kInt8 = TensorProto::INT8, kUint8 = TensorProto::UINT8;
const Case kCases[] = {
    {"signed_integers", kInt8, kInt8, kInt8, -3, 0, 5, 1, false, Case::Bias::int32, ""},
    {"unsigned_integers", kUint8, kUint8, kUint8, 128, 131, 7, 1, false, Case::Bias::none, "Relu"},
    {"channels", kUint8, kInt8, kUint8, 11, 0, 128, 1, true, Case::Bias::int32, "Clip"},
    {"groups", kInt8, kInt8, kUint8, 2, 0, 100, 2, true, Case::Bias::int32, ""},
    {"real_bias", kInt8, kInt8, kInt8, 0, 0, -128, 1, true, Case::Bias::real, "Relu"},
};

std::int64_t least_of(TensorProto::DataType type) {
    return type == kInt8 ? -128 : 0;
}

constexpr double kInputScale = 0.25, kOutputScale = 4;

class QuantizedModel {
public:
    QuantizedModel(const Case& stated, OnnxBuilder& builder) : builder_(builder), stated_(stated) {
        std::mt19937 random(7);
        const auto integers = [&](std::int64_t count, std::int64_t least, std::int64_t most) {
            Integers values(static_cast<std::size_t>(count));
            for (auto& value : values)
                value = least +
                        static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(most - least + 1));
            return values;
        };
        const std::int64_t low = least_of(stated.weights) + (stated.weights_zero > 0 ? 3 : 0);
        inputs = integers(kIn * kWidth, least_of(stated.inputs), least_of(stated.inputs) + 255);
        weights = integers(kIn * kOut / stated.groups * kTaps, low, low + 252);
        for (std::int64_t c = 0; c < kOut / stated.groups; ++c)
            scales.push_back(std::ldexp(1.0, stated.per_channel ? static_cast<int>(c % 3) - 4 : -3));
        build(integers(kOut, -3000, 3000));
    }

    /// By QuantizeLinear's definition, from the oracle's sums of the numbers that the integers stand for.
    [[nodiscard]] Integers expected() const {
        ConvTransposeDesc desc;
        desc.rank = 1;
        desc.dtype = DType::float64;
        desc.data_format = DataFormat::channels_first;
        desc.in_channels = kIn;
        desc.out_channels = kOut;
        desc.groups = stated_.groups;
        desc.in_spatial[0] = kWidth;
        desc.kernel_size[0] = kTaps;
        desc.strides[0] = kStride;
        desc.out_spatial[0] = kOutWidth;
        std::vector<double> x, w(weights.size());
        for (const std::int64_t value : inputs)
            x.push_back(static_cast<double>(value - stated_.input_zero) * kInputScale);
        const std::int64_t per_group = kOut / stated_.groups, in_group = kIn / stated_.groups;
        for (std::int64_t i = 0; i < kIn; ++i) {
            for (std::int64_t o = 0; o < per_group; ++o) {
                for (std::int64_t t = 0; t < kTaps; ++t) {
                    const std::int64_t co = i / in_group * per_group + o;
                    w[static_cast<std::size_t>((t * kOut + co) * in_group + i % in_group)] =
                        static_cast<double>(
                            weights[static_cast<std::size_t>((i * per_group + o) * kTaps + t)] -
                            stated_.weights_zero) *
                        scales[static_cast<std::size_t>(o)];
                }
            }
        }
        const auto exact =
            reference::conv_transpose(desc, x.data(), w.data(), bias.empty() ? nullptr : bias.data());
        Integers outputs;
        for (const long double sum : exact.values) outputs.push_back(quantized(static_cast<double>(sum)));
        return outputs;
    }

    Integers inputs, weights;
    std::vector<double> scales, bias;

private:
    std::int64_t quantized(double value) const {
        const std::string tail = stated_.tail;
        if (tail == "Relu") value = std::max(value, 0.0);
        if (tail == "Clip") value = std::clamp(value, -100.0, 150.0);
        const auto nearest =
            static_cast<std::int64_t>(std::nearbyint(value / kOutputScale)) + stated_.output_zero;
        return std::clamp(nearest, least_of(stated_.outputs), least_of(stated_.outputs) + 255);
    }

    onnx::TensorProto& add_integers(const std::string& name, const OnnxBuilder::Shape& shape,
                                    const Integers& values, TensorProto::DataType type) {
        onnx::TensorProto& tensor = builder_.add_initializer(name, shape, {});
        tensor.set_data_type(type);
        for (const std::int64_t value : values) tensor.add_int32_data(static_cast<std::int32_t>(value));
        return tensor;
    }

    void add_scales(const std::string& name, const std::vector<double>& values) {
        const OnnxBuilder::Shape shape = values.size() == 1
                                             ? OnnxBuilder::Shape{}
                                             : OnnxBuilder::Shape{static_cast<std::int64_t>(values.size())};
        builder_.add_initializer(name, shape, {values.begin(), values.end()});
    }

    void build(const Integers& bias_integers) {
        const std::vector<double> used = stated_.per_channel ? scales : std::vector<double>{scales[0]};
        builder_.add_input(named("x_q"), {1, kIn, kWidth}, stated_.inputs);
        builder_.add_output(named("y_q"), stated_.outputs);
        add_scales(named("x_s"), {kInputScale});
        add_integers(named("x_z"), {}, {stated_.input_zero}, stated_.inputs);
        builder_.add_node("DequantizeLinear", {named("x_q"), named("x_s"), named("x_z")}, named("x"));
        add_scales(named("w_s"), used);
        add_integers(named("w_q"), {kIn, kOut / stated_.groups, kTaps}, weights, stated_.weights);
        if (stated_.per_channel) {
            set_attribute(builder_.add_node("DequantizeLinear", {named("w_q"), named("w_s")}, named("w")),
                          "axis", std::int64_t{1});
        } else {
            add_integers(named("w_z"), {}, {stated_.weights_zero}, stated_.weights);
            builder_.add_node("DequantizeLinear", {named("w_q"), named("w_s"), named("w_z")}, named("w"));
        }
        std::vector<std::string> operands{named("x"), named("w")};
        if (stated_.bias != Case::Bias::none) {
            operands.push_back(named("b"));
            add_bias(bias_integers);
        }
        onnx::NodeProto& node = builder_.add_node("ConvTranspose", operands, named("t"));
        node.set_name(stated_.name);
        set_attribute(node, "strides", OnnxBuilder::Shape{kStride});
        set_attribute(node, "group", stated_.groups);
        std::string last = named("t");
        if (*stated_.tail != '\0') {
            std::vector<std::string> taken{named("t")};
            if (stated_.tail == std::string("Clip")) {
                builder_.add_initializer(named("low"), {}, {-100});
                builder_.add_initializer(named("high"), {}, {150});
                taken = {named("t"), named("low"), named("high")};
            }
            builder_.add_node(stated_.tail, taken, named("bounded"));
            last = named("bounded");
        }
        add_scales(named("y_s"), {kOutputScale});
        add_integers(named("y_z"), {}, {stated_.output_zero}, stated_.outputs);
        builder_.add_node("QuantizeLinear", {last, named("y_s"), named("y_z")}, named("y_q"));
    }

    void add_bias(const Integers& integers) {
        std::vector<double> units;
        for (std::size_t c = 0; c < kOut; ++c) {
            units.push_back(kInputScale * scales[c % scales.size()]);
            bias.push_back(static_cast<double>(integers[c]) * units[c]);
        }
        if (stated_.bias == Case::Bias::real) {
            builder_.add_initializer(named("b"), {kOut}, {bias.begin(), bias.end()});
            return;
        }
        add_integers(named("b_q"), {kOut}, integers, TensorProto::INT32);
        add_scales(named("b_s"), units);
        set_attribute(builder_.add_node("DequantizeLinear", {named("b_q"), named("b_s")}, named("b")), "axis",
                      std::int64_t{0});
    }

    /// The values of several layers in one model have names of their own.
    [[nodiscard]] std::string named(const std::string& value) const { return value + "_" + stated_.name; }

    OnnxBuilder& builder_;
    Case stated_;
};

/// All in one model, as one library serves them.
TEST(CompileQuantized, LayersGiveTheModelsIntegers) {
    OnnxBuilder builder(21);
    std::vector<QuantizedModel> models;
    for (const Case& tested : kCases) models.emplace_back(tested, builder);
    const ScratchFolder folder;
    CompiledApp app({folder.write("model.onnx", builder.bytes())});
    EXPECT_EQ(app.compiled().err, "");
    EXPECT_NE(app.compiled().out.find("dot"), std::string::npos) << app.compiled().out;
    for (std::size_t i = 0; i < models.size(); ++i) {
        SCOPED_TRACE(kCases[i].name);
        std::string inputs;
        for (const std::int64_t value : models[i].inputs) inputs += static_cast<char>(value);
        const bool is_signed = kCases[i].outputs == kInt8;
        const std::string got = app.run_bytes(kCases[i].name, {}, inputs, is_signed ? "int8_t" : "uint8_t");
        Integers outputs;
        for (const char byte : got) {
            outputs.push_back(is_signed ? static_cast<signed char>(byte) : static_cast<unsigned char>(byte));
        }
        EXPECT_EQ(outputs, models[i].expected());
    }
}

TEST(CompileQuantized, StaysInFloatsOnRequest) {
    for (const Case& tested : kCases) {
        OnnxBuilder builder(21);
        const QuantizedModel model(tested, builder);
        OnnxRequest floats;
        floats.dtype = DType::float32;
        EXPECT_EQ(read_built(builder, floats).layers.at(0).desc.dtype, DType::float32);
    }
}

/// The first case's name of a value.
std::string named(const std::string& value) {
    return value + "_" + kCases[0].name;
}

onnx::NodeProto& node_of(onnx::GraphProto& graph, const std::string& value) {
    for (onnx::NodeProto& node : *graph.mutable_node()) {
        if (node.output(0) == named(value)) return node;
    }
    throw std::out_of_range(value);
}

onnx::TensorProto& tensor_of(onnx::GraphProto& graph, const std::string& value) {
    for (onnx::TensorProto& tensor : *graph.mutable_initializer()) {
        if (tensor.name() == named(value)) return tensor;
    }
    throw std::out_of_range(value);
}

struct Stopped {
    void (*change)(onnx::GraphProto&);  ///< of a model that would be folded
    std::string reason;
};

const Stopped kStopped[] = {
    {[](onnx::GraphProto& graph) {
         *graph.add_node() = make_node("Sigmoid", {named("t")}, "s");
         node_of(graph, "y_q").set_input(0, "s");
     },
     "node 'Sigmoid_s' (Sigmoid): it lies before QuantizeLinear, where one Relu or Clip may"},
    {[](onnx::GraphProto& graph) {
         *graph.add_node() = make_node("Neg", {named("t")}, "also");
         graph.add_output()->set_name("also");
     },
     "no QuantizeLinear alone reads '" + named("t") + "'"},
    {[](onnx::GraphProto& graph) { tensor_of(graph, "y_s").set_float_data(0, -1); },
     "node 'QuantizeLinear_" + named("y_q") + "' (QuantizeLinear): its scale is -1"},
    {[](onnx::GraphProto& graph) { tensor_of(graph, "w_z").set_int32_data(0, 100); },
     "the weights less their zero point reach -2"},
    {[](onnx::GraphProto& graph) { tensor_of(graph, "y_z").set_data_type(TensorProto::INT16); },
     "node 'QuantizeLinear_" + named("y_q") + "' (QuantizeLinear): its integers are int16"},
    {[](onnx::GraphProto& graph) {
         graph.add_input()->set_name("given");
         node_of(graph, "x").set_input(1, "given");
     },
     "node 'DequantizeLinear_" + named("x") + "' (DequantizeLinear): its scale 'given' is no constant"},
};

TEST(CompileQuantized, WhatStopsFoldingIsNamed) {
    for (const Stopped& tested : kStopped) {
        OnnxBuilder builder(21);
        const QuantizedModel model(kCases[0], builder);
        tested.change(*builder.model().mutable_graph());
        const OnnxLayers read = read_built(builder);
        EXPECT_EQ(read.layers.at(0).desc.dtype, DType::float32);
        EXPECT_TRUE(remarks_say(read, "Stays in floats: " + tested.reason))
            << tested.reason << (read.remarks.empty() ? " is not said" : ", but " + read.remarks[0]);
    }
}

}  // namespace
}  // namespace convt::tools::test
