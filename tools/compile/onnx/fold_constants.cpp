#include "compile/onnx/fold_constants.hpp"

#include "compile/onnx/constant_operators.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

/// Chains of constants are short; a longer one is a loop in a malformed graph.
constexpr int kDeepest = 64;

std::optional<Constant> constant_node(const Graph& graph, const onnx::NodeProto& node) {
    if (const auto* value = attribute(node, "value")) return read_tensor(value->t(), graph.folder());
    if (const auto* value = attribute(node, "value_float")) {
        return Constant{{}, {static_cast<double>(value->f())}, false};
    }
    if (const auto* value = attribute(node, "value_int")) {
        return Constant{{}, {static_cast<double>(value->i())}, true};
    }
    if (const auto* value = attribute(node, "value_floats")) {
        return Constant{{value->floats_size()}, {value->floats().begin(), value->floats().end()}, false};
    }
    if (const auto* value = attribute(node, "value_ints")) {
        return Constant{{value->ints_size()}, {value->ints().begin(), value->ints().end()}, true};
    }
    return std::nullopt;
}

std::optional<Constant> fold(const Graph& graph, const std::string& value, int depth);

std::optional<Constant> fold_node(const Graph& graph, const onnx::NodeProto& node, int depth) {
    if (is_operator(node, "Constant")) return constant_node(graph, node);
    std::vector<std::optional<Constant>> inputs;
    for (const std::string& name : node.input()) {
        if (name.empty()) {
            inputs.emplace_back();
            continue;
        }
        inputs.push_back(fold(graph, name, depth + 1));
        if (!inputs.back()) return std::nullopt;
    }
    return apply_operator(node, inputs, graph.opset());
}

std::optional<Constant> fold(const Graph& graph, const std::string& value, int depth) {
    if (depth > kDeepest) throw InputError("value '" + value + "' depends on itself");
    if (const auto* tensor = graph.initializer(value)) return read_tensor(*tensor, graph.folder());
    const onnx::NodeProto* node = graph.producer(value);
    if (node == nullptr || node->output_size() == 0 || node->output(0) != value) return std::nullopt;
    try {
        return fold_node(graph, *node, depth);
    } catch (const InputError& error) {
        if (depth > kDeepest) throw;
        throw InputError("node " + node_name(*node) + ": " + error.what());
    }
}

}  // namespace

std::optional<Constant> fold_constant(const Graph& graph, const std::string& value) {
    return fold(graph, value, 0);
}

}  // namespace convt::tools
