#include "compile/onnx/fold_epilogue.hpp"

#include <cmath>

#include "compile/onnx/activation_node.hpp"
#include "compile/onnx/constant_operators.hpp"
#include "compile/onnx/fold_constants.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

using Values = std::vector<double>;

/// Weights and bias under a series of per-channel changes, rounded once at the end.
class Affine {
public:
    explicit Affine(const CompileLayer& layer)
        : channels_(static_cast<std::size_t>(layer.desc.out_channels)),
          scale_(channels_, 1.0),
          bias_(channels_, 0.0) {
        const std::vector<float>& bias = layer.weights->bias;
        if (!bias.empty()) bias_.assign(bias.begin(), bias.end());
    }
    void add(const Values& values) {
        changed_ = true;
        for (std::size_t c = 0; c < channels_; ++c) bias_[c] += values[c];
    }
    void multiply(const Values& factors) {
        changed_ = scaled_ = true;
        for (std::size_t c = 0; c < channels_; ++c) {
            bias_[c] *= factors[c];
            scale_[c] *= factors[c];
        }
    }
    /// Weights are [in][out/groups][spatial]; a group's outputs follow those of the group before.
    void apply(CompileLayer& layer) const {
        if (!changed_) return;
        layer.weights->bias.assign(bias_.begin(), bias_.end());
        if (!scaled_) return;
        const ConvTransposeDesc& desc = layer.desc;
        std::vector<float>& kernel = layer.weights->kernel;
        const auto per_group = static_cast<std::size_t>(desc.out_channels / desc.groups);
        const auto in_per_group = static_cast<std::size_t>(desc.in_channels / desc.groups);
        const std::size_t taps = kernel.size() / (static_cast<std::size_t>(desc.in_channels) * per_group);
        for (std::size_t i = 0; i < kernel.size(); ++i) {
            const std::size_t in = i / (per_group * taps);
            const std::size_t out = in / in_per_group * per_group + i / taps % per_group;
            kernel[i] = static_cast<float>(static_cast<double>(kernel[i]) * scale_[out]);
        }
    }

private:
    std::size_t channels_;
    Values scale_, bias_;
    bool changed_ = false;
    bool scaled_ = false;
};

/// A constant's values by output channel, when it has one for each, or one for all, of an N x C x … tensor.
std::optional<Values> per_channel(const Constant& constant, const CompileLayer& layer,
                                  const onnx::NodeProto& node, std::int64_t opset) {
    const auto channels = static_cast<std::size_t>(layer.desc.out_channels);
    const auto rank = static_cast<std::size_t>(layer.desc.rank) + 2;
    if (constant.values.size() == 1 && constant.shape.size() <= rank)
        return Values(channels, constant.values[0]);
    std::vector<std::int64_t> shape = constant.shape;
    if (opset < 7) {
        // Legacy broadcasting: along `axis`, by default the last axes.
        const auto first = int_attribute(node, "axis", static_cast<std::int64_t>(rank - shape.size()));
        shape.resize(rank - normal_axis(first, rank), 1);
    }
    if (shape.size() > rank) return std::nullopt;
    shape.insert(shape.begin(), rank - shape.size(), 1);
    for (std::size_t d = 0; d < rank; ++d) {
        if (shape[d] != (d == 1 ? layer.desc.out_channels : 1)) return std::nullopt;
    }
    return constant.values;
}

Values mapped(Values values, double (*function)(double)) {
    for (double& value : values) value = function(value);
    return values;
}

/// True when the operator has been folded.
bool fold_arithmetic(const Graph& graph, const onnx::NodeProto& node, const std::string& value,
                     const CompileLayer& layer, Affine& affine) {
    const std::string& type = node.op_type();
    const bool known = type == "Add" || type == "Sub" || type == "Mul" || type == "Div";
    if (!known || node.input_size() != 2) return false;
    const bool second = node.input(1) == value;
    const auto constant = fold_constant(graph, node.input(second ? 0 : 1));
    if (!constant) return false;
    const auto values = per_channel(*constant, layer, node, graph.opset());
    if (!values || (type == "Div" && second)) return false;
    if (type == "Sub" && second) affine.multiply(Values(values->size(), -1.0));
    if (type == "Add" || (type == "Sub" && second)) affine.add(*values);
    if (type == "Sub" && !second) affine.add(mapped(*values, [](double v) { return -v; }));
    if (type == "Mul") affine.multiply(*values);
    if (type == "Div") affine.multiply(mapped(*values, [](double v) { return 1 / v; }));
    return true;
}

bool fold_normalization(const Graph& graph, const onnx::NodeProto& node, const CompileLayer& layer,
                        Affine& affine) {
    // As in inference: before opset 14 the other outputs say that a node trains, before 7 is_test does.
    const bool trains = int_attribute(node, "training_mode", 0) != 0 || node.output_size() > 1;
    if (node.op_type() != "BatchNormalization" || node.input_size() != 5 || trains) return false;
    if (int_attribute(node, "spatial", 1) == 0) return false;
    std::vector<Constant> parameters;
    for (int i = 1; i < 5; ++i) {
        const auto parameter = fold_constant(graph, node.input(i));
        if (!parameter) return false;
        if (static_cast<std::int64_t>(parameter->values.size()) != layer.desc.out_channels) return false;
        parameters.push_back(*parameter);
    }
    const double epsilon = static_cast<double>(float_attribute(node, "epsilon", 1e-5F));
    Values factors = parameters[0].values, shift = parameters[1].values;
    for (std::size_t c = 0; c < factors.size(); ++c) {
        factors[c] /= std::sqrt(parameters[3].values[c] + epsilon);
        shift[c] -= parameters[2].values[c] * factors[c];
    }
    affine.multiply(factors);
    affine.add(shift);
    return true;
}

bool passes_through(const onnx::NodeProto& node) {
    return node.op_type() == "Identity" || (node.op_type() == "Dropout" && node.input_size() < 3);
}

}  // namespace

Epilogue fold_epilogue(const Graph& graph, const onnx::NodeProto& node, CompileLayer& layer) {
    Epilogue epilogue{{}, node.output(0)};
    if (!layer.weights) return epilogue;
    Affine affine(layer);
    while (const onnx::NodeProto* next = graph.only_reader(epilogue.output)) {
        const bool standard = next->domain().empty() || next->domain() == "ai.onnx";
        if (!standard || next->output_size() == 0) break;
        const bool activated = fold_activation(graph, *next, epilogue.output, layer.desc);
        const bool folded = activated || passes_through(*next) ||
                            fold_arithmetic(graph, *next, epilogue.output, layer, affine) ||
                            fold_normalization(graph, *next, layer, affine);
        if (!folded) break;
        epilogue.folded.push_back(node_name(*next));
        epilogue.output = next->output(0);
        if (activated) break;
    }
    affine.apply(layer);
    return epilogue;
}

}  // namespace convt::tools
