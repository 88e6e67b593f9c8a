#include "compile/onnx/layers/activation_node.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <sstream>

#include "compile/layers/element_values.hpp"
#include "compile/onnx/constants/call.hpp"
#include "compile/onnx/layers/per_channel.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

std::string text_of(double value) {
    std::ostringstream text;
    text << value;
    return text.str();
}

/// Activations of ONNX that no kernel applies.
bool is_unknown_activation(const std::string& type) {
    constexpr std::array kNames{"Elu",  "Selu", "Celu",    "Softplus",        "Softsign",  "Mish",
                                "Gelu", "Erf",  "Softmax", "ThresholdedRelu", "LogSoftmax"};
    return std::find(kNames.begin(), kNames.end(), type) != kNames.end();
}

/// Why a value is no constant.
std::string why_not(ConstantFolder& constants, const std::string& what, const std::string& value) {
    const KnownValue& known = constants.fold(value);
    if (!known.obstacle.empty()) return what + " '" + value + "' cannot be computed: " + known.obstacle;
    return what + " '" + value + "' depends on the model's input '" + known.depends_on + "'";
}

Folded clamp_between(double lower, double upper, ConvTransposeDesc& desc) {
    const std::string limits = "its limits are " + text_of(lower) + " and " + text_of(upper);
    if (std::isnan(lower) || std::isnan(upper)) return {false, limits + "; they must be numbers"};
    if (lower > upper) return {false, limits + "; the first must not exceed the second"};
    // In the type of sums, a limit beyond its range is infinite, which is none; infinite values stay as they
    // are.
    desc.activation_min = rounded_to(bias_dtype(desc), lower);
    desc.activation_max = rounded_to(bias_dtype(desc), upper);
    if (desc.activation_min == kInfinity || desc.activation_max == -kInfinity) {
        return {false, limits + "; such outputs are infinite"};
    }
    desc.activation = Activation::clamp;
    if (desc.activation_min == -kInfinity && desc.activation_max == kInfinity)
        desc.activation = Activation::none;
    return {true, {}};
}

/// The limits of Clip: attributes before opset 11, optional inputs since.
Folded fold_clip(ConstantFolder& constants, const onnx::NodeProto& node, ConvTransposeDesc& desc) {
    // What stands for no limit in old models.
    constexpr float kMost = std::numeric_limits<float>::max();
    std::array<double, 2> limits{};
    const std::array names{"min", "max"};
    for (int i = 0; i < 2; ++i) {
        const auto side = static_cast<std::size_t>(i);
        const double none = i == 0 ? -kInfinity : kInfinity;
        const float stated = float_attribute(node, names[side], static_cast<float>(none));
        limits[side] =
            std::fabs(stated) == kMost && (stated < 0) == (i == 0) ? none : static_cast<double>(stated);
        if (node.input_size() <= i + 1 || node.input(i + 1).empty()) continue;
        const std::string name = std::string("the limit ") + names[side];
        const auto constant = constants.constant(node.input(i + 1));
        if (constant == nullptr) return {false, why_not(constants, name, node.input(i + 1))};
        if (constant->size() != 1)
            return {false, name + " has " + std::to_string(constant->size()) + " values"};
        limits[side] = constant->to_doubles()[0];
    }
    return clamp_between(limits[0], limits[1], desc);
}

/// Min or Max with one constant for all values.
Folded fold_limit(ConstantFolder& constants, const onnx::NodeProto& node, const std::string& value,
                  ConvTransposeDesc& desc) {
    if (node.input_size() != 2) return {};
    const auto limit = constants.constant(node.input(node.input(0) == value ? 1 : 0));
    if (limit == nullptr || limit->size() != 1) return {};
    const double at = limit->to_doubles()[0];
    const auto rank = static_cast<std::size_t>(desc.rank) + 2;
    if (limit->shape.size() > rank) return {false, "it adds dimensions"};
    if (node.op_type() == "Max") return clamp_between(at, kInfinity, desc);
    return clamp_between(-kInfinity, at, desc);
}

Folded leaky(double slope, ConvTransposeDesc& desc) {
    const double alpha = rounded_to(bias_dtype(desc), slope);
    if (!std::isfinite(alpha)) return {false, "its slope is " + text_of(slope) + "; it must be finite"};
    desc.activation = Activation::leaky_relu;
    desc.activation_alpha = alpha;
    return {true, {}};
}

bool all_same(const std::vector<double>& values) {
    return std::all_of(values.begin(), values.end(), [&](double value) {
        return value == values[0] || (std::isnan(value) && std::isnan(values[0]));
    });
}

/// A slope of PRelu that is the same for all values is leaky_relu's; one for each channel becomes prelu.
/// Before opset 7 the slopes of channels are a list.
Folded fold_prelu(const Graph& graph, ConstantFolder& constants, const onnx::NodeProto& node,
                  ConvTransposeDesc& desc, std::vector<double>& slopes) {
    if (node.input_size() != 2) return {};
    const std::string& name = node.input(1);
    const auto constant = constants.constant(name);
    if (constant == nullptr) return {false, why_not(constants, "its slope", name)};
    const std::vector<double> values = constant->to_doubles();
    if (values.empty()) return {false, "it has no slope"};
    const std::optional<std::int64_t> axis =
        graph.opset() < 7 && constant->shape.size() == 1 ? std::optional<std::int64_t>(1) : std::nullopt;
    if (all_same(values) && (values.size() == 1 || fits_channels(*constant, desc, axis))) {
        return leaky(values[0], desc);
    }
    const auto of_channels = per_channel(*constant, desc, axis);
    if (!of_channels) {
        Shape wanted(static_cast<std::size_t>(desc.rank) + 1, 1);
        wanted[0] = desc.out_channels;
        return {false, "its slope '" + name + "' has shape " + shape_text(constant->shape) +
                           "; one value, or one for each channel (" + shape_text(wanted) + "), is folded"};
    }
    slopes.clear();
    for (const double value : *of_channels) {
        slopes.push_back(rounded_to(bias_dtype(desc), value));
        if (!std::isfinite(slopes.back()))
            return {false, "its slope is " + text_of(value) + "; it must be finite"};
    }
    desc.activation = Activation::prelu;
    return {true, {}};
}

Folded fold(const Graph& graph, ConstantFolder& constants, const onnx::NodeProto& node,
            const std::string& value, ConvTransposeDesc& desc, std::vector<double>& slopes) {
    const std::string& type = node.op_type();
    if (type == "Min" || type == "Max") return fold_limit(constants, node, value, desc);
    if (node.input_size() == 0 || node.input(0) != value) return {};
    if (type == "Clip") return fold_clip(constants, node, desc);
    if (type == "PRelu") return fold_prelu(graph, constants, node, desc, slopes);
    if (type == "LeakyRelu") return leaky(static_cast<double>(float_attribute(node, "alpha", 0.01F)), desc);
    if (is_unknown_activation(type)) return {false, "no kernel applies it"};
    if (type == "Relu") {
        desc.activation = Activation::relu;
    } else if (type == "Sigmoid") {
        desc.activation = Activation::sigmoid;
    } else if (type == "Tanh") {
        desc.activation = Activation::tanh;
    } else if (type == "HardSwish") {
        desc.activation = Activation::hard_swish;
    } else {
        return {};
    }
    return {true, {}};
}

}  // namespace

Folded fold_activation(const Graph& graph, ConstantFolder& constants, const onnx::NodeProto& node,
                       const std::string& value, ConvTransposeDesc& desc, std::vector<double>& slopes) {
    ConvTransposeDesc changed = desc;
    std::vector<double> read;
    try {
        const Folded folded = fold(graph, constants, node, value, changed, read);
        if (folded.done) desc = changed;
        if (folded.done && changed.activation == Activation::prelu) slopes = read;
        return folded;
    } catch (const InputError& error) {
        return {false, error.what()};
    }
}

}  // namespace convt::tools
