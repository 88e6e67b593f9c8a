#include "compile/onnx/layers/scaling_node.hpp"

#include <cmath>
#include <sstream>

#include "compile/onnx/constants/call.hpp"
#include "compile/onnx/layers/per_channel.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

using Values = ChannelScaling::Values;

/// What a node does to the channels: first factors, then terms.
struct Change {
    Values factors, terms;
};

Values mapped(Values values, double (*function)(double)) {
    for (double& value : values) value = function(value);
    return values;
}

/// Where the first axis of a constant goes: before opset 7, along `axis`, by default the last axes.
std::optional<std::int64_t> legacy_axis(const Constant& constant, const ConvTransposeDesc& desc,
                                        const onnx::NodeProto& node, std::int64_t opset) {
    if (opset >= 7) return std::nullopt;
    const std::int64_t rank = desc.rank + 2;
    return int_attribute(node, "axis", rank - static_cast<std::int64_t>(constant.shape.size()));
}

/// Folds what `change` says, unless it is beyond numbers: 0 times infinity would appear where the model has
/// none.
Folded apply(const Change& change, ChannelScaling* scaling) {
    for (const double factor : change.factors) {
        if (std::isfinite(factor)) continue;
        std::ostringstream text;
        text << "it multiplies by " << factor << "; factors must be finite";
        return {false, text.str()};
    }
    if (scaling == nullptr) return {false, "the bias is an argument of the layer"};
    if (!change.factors.empty() && !scaling->holds(change.factors)) {
        return {false, "weights times its factors are beyond their type"};
    }
    if (!change.factors.empty()) scaling->multiply(change.factors);
    if (!change.terms.empty()) scaling->add(change.terms);
    return {true, {}};
}

Folded fold_arithmetic(const Graph& graph, ConstantFolder& constants, const onnx::NodeProto& node,
                       const std::string& value, const ConvTransposeDesc& desc, ChannelScaling* scaling) {
    const std::string& type = node.op_type();
    if (node.input_size() != 2) return {};
    const bool second = node.input(1) == value;
    const std::string& name = node.input(second ? 0 : 1);
    const KnownValue& known = constants.fold(name);
    if (!known.obstacle.empty()) return {false, "'" + name + "' cannot be computed: " + known.obstacle};
    // A sum with another branch of the model, say.
    if (known.constant == nullptr || (type == "Div" && second)) return {};
    const auto values =
        per_channel(*known.constant, desc, legacy_axis(*known.constant, desc, node, graph.opset()));
    if (!values) {
        return {false, "'" + name + "' has shape " + shape_text(known.constant->shape) +
                           "; one value, or one for each channel, is folded"};
    }
    const auto negative = [](double v) { return -v; };
    if (type == "Add") return apply({{}, *values}, scaling);
    if (type == "Sub" && second) return apply({Values(values->size(), -1.0), *values}, scaling);
    if (type == "Sub") return apply({{}, mapped(*values, negative)}, scaling);
    if (type == "Mul") return apply({*values, {}}, scaling);
    return apply({mapped(*values, [](double v) { return 1 / v; }), {}}, scaling);
}

Folded fold_normalization(ConstantFolder& constants, const onnx::NodeProto& node, const std::string& value,
                          const ConvTransposeDesc& desc, ChannelScaling* scaling) {
    // As in inference: before opset 14 the other outputs say that a node trains, before 7 is_test does.
    const bool trains = int_attribute(node, "training_mode", 0) != 0 || node.output_size() > 1;
    if (node.input_size() != 5 || node.input(0) != value) return {};
    if (trains) return {false, "it is set to train"};
    if (int_attribute(node, "spatial", 1) == 0) return {false, "it has other parameters for each pixel"};
    std::vector<Values> parameters;
    for (int i = 1; i < 5; ++i) {
        const auto parameter = constants.constant(node.input(i));
        if (parameter == nullptr) return {false, "'" + node.input(i) + "' is no constant"};
        if (static_cast<std::int64_t>(parameter->size()) != desc.out_channels) {
            return {false, "'" + node.input(i) + "' has " + std::to_string(parameter->size()) +
                               " values; there are " + std::to_string(desc.out_channels) + " channels"};
        }
        parameters.push_back(parameter->to_doubles());
    }
    const double epsilon = static_cast<double>(float_attribute(node, "epsilon", 1e-5F));
    Values factors = parameters[0], shift = parameters[1];
    for (std::size_t c = 0; c < factors.size(); ++c) {
        factors[c] /= std::sqrt(parameters[3][c] + epsilon);
        shift[c] -= parameters[2][c] * factors[c];
    }
    return apply({factors, shift}, scaling);
}

/// clamp(alpha x + beta, 0, 1)
Folded fold_hard_sigmoid(const onnx::NodeProto& node, ConvTransposeDesc& desc, ChannelScaling* scaling) {
    const auto channels = static_cast<std::size_t>(desc.out_channels);
    const auto alpha = static_cast<double>(float_attribute(node, "alpha", 0.2F));
    const auto beta = static_cast<double>(float_attribute(node, "beta", 0.5F));
    const Folded folded = apply({Values(channels, alpha), Values(channels, beta)}, scaling);
    if (!folded.done) return folded;
    desc.activation = Activation::clamp;
    desc.activation_min = 0;
    desc.activation_max = 1;
    return folded;
}

}  // namespace

Folded fold_scaling(const Graph& graph, ConstantFolder& constants, const onnx::NodeProto& node,
                    const std::string& value, ConvTransposeDesc& desc, ChannelScaling* scaling) {
    const std::string& type = node.op_type();
    try {
        if (type == "Add" || type == "Sub" || type == "Mul" || type == "Div") {
            return fold_arithmetic(graph, constants, node, value, desc, scaling);
        }
        if (type == "BatchNormalization") return fold_normalization(constants, node, value, desc, scaling);
        if (type == "HardSigmoid") return fold_hard_sigmoid(node, desc, scaling);
    } catch (const InputError& error) {
        return {false, error.what()};
    }
    return {};
}

}  // namespace convt::tools
