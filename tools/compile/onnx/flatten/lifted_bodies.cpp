#include "compile/onnx/flatten/lifted_bodies.hpp"

#include <set>

#include "compile/onnx/attributes.hpp"
#include "compile/onnx/flatten/rename_values.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

using Nodes = google::protobuf::RepeatedPtrField<onnx::NodeProto>;

/// Name of the attribute that lists the outputs of a body as they are called in the main graph.
std::string lifted_name(const std::string& body) {
    return "convt." + body;
}

class Lifter {
public:
    explicit Lifter(onnx::GraphProto& graph) : graph_(graph) {}

    void run() {
        Nodes nodes;
        nodes.Swap(graph_.mutable_node());
        for (auto& node : nodes) append(node);
    }

private:
    void append(onnx::NodeProto& node) {
        std::vector<onnx::AttributeProto> lifted;
        for (const auto& entry : node.attribute()) {
            if (entry.has_g()) lifted.push_back(lift(node, entry.name(), entry.g()));
            for (const auto& graph : entry.graphs()) (void)lift(node, entry.name(), graph);
        }
        for (const auto& entry : lifted) *node.add_attribute() = entry;
        graph_.add_node()->Swap(&node);
    }

    /// Returns an attribute with the outputs of the body.
    onnx::AttributeProto lift(const onnx::NodeProto& owner, const std::string& name,
                              const onnx::GraphProto& stated) {
        onnx::GraphProto body = stated;
        std::set<std::string> own;
        for (const auto& input : body.input()) own.insert(input.name());
        for (const auto& tensor : body.initializer()) own.insert(tensor.name());
        for (const auto& node : body.node()) own.insert(node.output().begin(), node.output().end());
        const std::string prefix = node_name(owner) + "." + name + "." + std::to_string(bodies_++) + "/";
        rename_values(
            body, [&](const std::string& value) { return own.count(value) > 0 ? prefix + value : value; });
        for (auto& input : *body.mutable_input()) graph_.add_input()->Swap(&input);
        for (auto& value : *body.mutable_value_info()) graph_.add_value_info()->Swap(&value);
        for (auto& tensor : *body.mutable_initializer()) graph_.add_initializer()->Swap(&tensor);
        for (auto& node : *body.mutable_node()) append(node);
        onnx::AttributeProto outputs;
        outputs.set_name(lifted_name(name));
        outputs.set_type(onnx::AttributeProto::STRINGS);
        for (const auto& output : body.output()) outputs.add_strings(output.name());
        return outputs;
    }

    onnx::GraphProto& graph_;
    int bodies_ = 0;
};

}  // namespace

void lift_bodies(onnx::GraphProto& graph) {
    Lifter(graph).run();
}

std::string branch_output(const onnx::NodeProto& node, const Constant& condition, const std::string& output) {
    if (condition.size() != 1) {
        throw InputError("has a condition of " + shape_text(condition.shape) + "; it must be one value");
    }
    const bool taken = condition.to_doubles()[0] != 0;
    const auto* lifted = attribute(node, lifted_name(taken ? "then_branch" : "else_branch"));
    for (int i = 0; lifted != nullptr && i < node.output_size() && i < lifted->strings_size(); ++i) {
        if (node.output(i) == output) return lifted->strings(i);
    }
    return "";
}

}  // namespace convt::tools
