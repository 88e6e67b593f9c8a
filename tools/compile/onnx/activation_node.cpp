#include "compile/onnx/activation_node.hpp"

#include <limits>

#include "compile/onnx/fold_constants.hpp"

namespace convt::tools {
namespace {

/// A limit of Clip: an attribute before opset 11, an optional input since. False when it is no constant.
bool read_limit(const Graph& graph, const onnx::NodeProto& node, int index, const char* name, float& limit) {
    if (attribute(node, name) != nullptr) limit = float_attribute(node, name, limit);
    if (node.input_size() <= index || node.input(index).empty()) return true;
    const auto constant = fold_constant(graph, node.input(index));
    if (!constant || constant->values.size() != 1) return false;
    limit = static_cast<float>(constant->values[0]);
    return true;
}

bool fold_clip(const Graph& graph, const onnx::NodeProto& node, ConvTransposeDesc& desc) {
    constexpr float kMost = std::numeric_limits<float>::max();
    float lower = -kMost, upper = kMost;
    if (!read_limit(graph, node, 1, "min", lower) || !read_limit(graph, node, 2, "max", upper)) return false;
    if (!(lower <= upper)) return false;
    // Without a limit, infinite values stay as they are.
    constexpr float kInfinity = std::numeric_limits<float>::infinity();
    desc.activation = Activation::clamp;
    desc.activation_min = lower == -kMost ? -kInfinity : lower;
    desc.activation_max = upper == kMost ? kInfinity : upper;
    return true;
}

/// A slope of PRelu that is the same for every channel.
bool fold_prelu(const Graph& graph, const onnx::NodeProto& node, ConvTransposeDesc& desc) {
    if (node.input_size() != 2) return false;
    const auto slope = fold_constant(graph, node.input(1));
    if (!slope || slope->values.empty()) return false;
    for (const double value : slope->values) {
        if (value != slope->values[0]) return false;
    }
    desc.activation = Activation::leaky_relu;
    desc.activation_alpha = static_cast<float>(slope->values[0]);
    return true;
}

}  // namespace

bool fold_activation(const Graph& graph, const onnx::NodeProto& node, const std::string& value,
                     ConvTransposeDesc& desc) {
    if (node.input_size() == 0 || node.input(0) != value) return false;
    const std::string& type = node.op_type();
    if (type == "Clip") return fold_clip(graph, node, desc);
    if (type == "PRelu") return fold_prelu(graph, node, desc);
    if (type == "LeakyRelu") {
        desc.activation_alpha = float_attribute(node, "alpha", 0.01F);
        desc.activation = Activation::leaky_relu;
    } else if (type == "Relu") {
        desc.activation = Activation::relu;
    } else if (type == "Sigmoid") {
        desc.activation = Activation::sigmoid;
    } else if (type == "Tanh") {
        desc.activation = Activation::tanh;
    } else {
        return false;
    }
    return true;
}

}  // namespace convt::tools
