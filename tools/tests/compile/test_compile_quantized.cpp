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

void PrintTo(const Case& tested, std::ostream* stream) {
    *stream << tested.name;
}

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
    explicit QuantizedModel(const Case& stated) : stated_(stated), builder(21) {
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
    OnnxBuilder builder;

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
        onnx::TensorProto& tensor = builder.add_initializer(name, shape, {});
        tensor.set_data_type(type);
        for (const std::int64_t value : values) tensor.add_int32_data(static_cast<std::int32_t>(value));
        return tensor;
    }

    void add_scales(const std::string& name, const std::vector<double>& values) {
        const OnnxBuilder::Shape shape = values.size() == 1
                                             ? OnnxBuilder::Shape{}
                                             : OnnxBuilder::Shape{static_cast<std::int64_t>(values.size())};
        builder.add_initializer(name, shape, {values.begin(), values.end()});
    }

    void build(const Integers& bias_integers) {
        const std::vector<double> used = stated_.per_channel ? scales : std::vector<double>{scales[0]};
        builder.add_input("x_q", {1, kIn, kWidth});
        builder.model()
            .mutable_graph()
            ->mutable_input(0)
            ->mutable_type()
            ->mutable_tensor_type()
            ->set_elem_type(stated_.inputs);
        builder.add_output("y_q");
        builder.model()
            .mutable_graph()
            ->mutable_output(0)
            ->mutable_type()
            ->mutable_tensor_type()
            ->set_elem_type(stated_.outputs);
        add_scales("x_s", {kInputScale});
        add_integers("x_z", {}, {stated_.input_zero}, stated_.inputs);
        builder.add_node("DequantizeLinear", {"x_q", "x_s", "x_z"}, "x");
        add_scales("w_s", used);
        add_integers("w_q", {kIn, kOut / stated_.groups, kTaps}, weights, stated_.weights);
        if (stated_.per_channel) {
            set_attribute(builder.add_node("DequantizeLinear", {"w_q", "w_s"}, "w"), "axis", std::int64_t{1});
        } else {
            add_integers("w_z", {}, {stated_.weights_zero}, stated_.weights);
            builder.add_node("DequantizeLinear", {"w_q", "w_s", "w_z"}, "w");
        }
        std::vector<std::string> operands{"x", "w"};
        if (stated_.bias != Case::Bias::none) {
            operands.push_back("b");
            add_bias(bias_integers);
        }
        onnx::NodeProto& node = builder.add_node("ConvTranspose", operands, "t");
        node.set_name("up");
        set_attribute(node, "strides", OnnxBuilder::Shape{kStride});
        set_attribute(node, "group", stated_.groups);
        std::string last = "t";
        if (*stated_.tail != '\0') {
            std::vector<std::string> taken{"t"};
            if (stated_.tail == std::string("Clip")) {
                builder.add_initializer("low", {}, {-100});
                builder.add_initializer("high", {}, {150});
                taken = {"t", "low", "high"};
            }
            builder.add_node(stated_.tail, taken, "bounded");
            last = "bounded";
        }
        add_scales("y_s", {kOutputScale});
        add_integers("y_z", {}, {stated_.output_zero}, stated_.outputs);
        builder.add_node("QuantizeLinear", {last, "y_s", "y_z"}, "y_q");
    }

    void add_bias(const Integers& integers) {
        std::vector<double> units;
        for (std::size_t c = 0; c < kOut; ++c) {
            units.push_back(kInputScale * scales[c % scales.size()]);
            bias.push_back(static_cast<double>(integers[c]) * units[c]);
        }
        if (stated_.bias == Case::Bias::real) {
            builder.add_initializer("b", {kOut}, {bias.begin(), bias.end()});
            return;
        }
        add_integers("b_q", {kOut}, integers, TensorProto::INT32);
        add_scales("b_s", units);
        set_attribute(builder.add_node("DequantizeLinear", {"b_q", "b_s"}, "b"), "axis", std::int64_t{0});
    }

    Case stated_;
};

class CompileQuantized : public ::testing::TestWithParam<Case> {};

TEST_P(CompileQuantized, GivesTheModelsIntegers) {
    const Case& tested = GetParam();
    QuantizedModel model(tested);
    const ScratchFolder folder;
    CompiledApp app({folder.write("model.onnx", model.builder.bytes())});
    EXPECT_EQ(app.compiled().err, "");
    EXPECT_NE(app.compiled().out.find("dot"), std::string::npos) << app.compiled().out;
    std::string inputs;
    for (const std::int64_t value : model.inputs) inputs += static_cast<char>(value);
    const bool is_signed = tested.outputs == kInt8;
    const std::string got = app.run_bytes("up", {}, inputs, is_signed ? "int8_t" : "uint8_t");
    Integers outputs;
    for (const char byte : got)
        outputs.push_back(is_signed ? static_cast<signed char>(byte) : static_cast<unsigned char>(byte));
    EXPECT_EQ(outputs, model.expected());
}

TEST_P(CompileQuantized, StaysInFloatsOnRequest) {
    QuantizedModel model(GetParam());
    OnnxRequest floats;
    floats.dtype = DType::float32;
    EXPECT_EQ(read_built(model.builder, floats).layers.at(0).desc.dtype, DType::float32);
}

INSTANTIATE_TEST_SUITE_P(Models, CompileQuantized, ::testing::ValuesIn(kCases),
                         [](const auto& tested) { return std::string(tested.param.name); });

/// Changes a model that would be folded; the node that then stops it is named.
void expect_floats(void (*change)(onnx::GraphProto&), const std::string& reason) {
    QuantizedModel model(kCases[0]);
    change(*model.builder.model().mutable_graph());
    const OnnxLayers read = read_built(model.builder);
    EXPECT_EQ(read.layers.at(0).desc.dtype, DType::float32);
    EXPECT_TRUE(remarks_say(read, "Stays in floats: " + reason))
        << read.remarks.size() << " " << (read.remarks.empty() ? "" : read.remarks[0]);
}

onnx::NodeProto& node_of(onnx::GraphProto& graph, const std::string& output) {
    for (onnx::NodeProto& node : *graph.mutable_node()) {
        if (node.output(0) == output) return node;
    }
    throw std::out_of_range(output);
}

onnx::TensorProto& tensor_of(onnx::GraphProto& graph, const std::string& name) {
    for (onnx::TensorProto& tensor : *graph.mutable_initializer()) {
        if (tensor.name() == name) return tensor;
    }
    throw std::out_of_range(name);
}

TEST(QuantizedLayers, ThatAreNotFoldedSayWhy) {
    expect_floats(
        [](onnx::GraphProto& graph) {
            *graph.add_node() = make_node("Sigmoid", {"t"}, "s");
            node_of(graph, "y_q").set_input(0, "s");
        },
        "node 'Sigmoid_s' (Sigmoid): it lies before QuantizeLinear, where one Relu or Clip may");
    expect_floats(
        [](onnx::GraphProto& graph) {
            *graph.add_node() = make_node("Neg", {"t"}, "also");
            graph.add_output()->set_name("also");
        },
        "no QuantizeLinear alone reads 't'");
    expect_floats([](onnx::GraphProto& graph) { tensor_of(graph, "y_s").set_float_data(0, -1); },
                  "node 'QuantizeLinear_y_q' (QuantizeLinear): its scale is -1");
    expect_floats(
        [](onnx::GraphProto& graph) {
            onnx::TensorProto& zero = tensor_of(graph, "w_z");
            zero.set_int32_data(0, 100);
        },
        "the weights less their zero point reach -2");
    expect_floats([](onnx::GraphProto& graph) { tensor_of(graph, "y_z").set_data_type(TensorProto::INT16); },
                  "node 'QuantizeLinear_y_q' (QuantizeLinear): its integers are int16");
    expect_floats(
        [](onnx::GraphProto& graph) {
            graph.add_input()->set_name("given");
            node_of(graph, "x").set_input(1, "given");
        },
        "node 'DequantizeLinear_x' (DequantizeLinear): its scale 'given' is no constant");
}

}  // namespace
}  // namespace convt::tools::test
