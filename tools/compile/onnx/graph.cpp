#include "compile/onnx/graph.hpp"

#include "support/input_error.hpp"

namespace convt::tools {
namespace {

bool is_onnx_domain(const std::string& domain) {
    return domain.empty() || domain == "ai.onnx";
}

}  // namespace

Graph::Graph(const onnx::ModelProto& model, std::filesystem::path folder)
    : graph_(model.graph()), folder_(std::move(folder)) {
    for (const auto& import : model.opset_import()) {
        if (is_onnx_domain(import.domain())) opset_ = import.version();
    }
    index_values();
}

void Graph::index_values() {
    for (const auto& tensor : graph_.initializer()) initializers_[tensor.name()] = &tensor;
    for (const auto& node : graph_.node()) {
        for (const auto& value : node.output()) producers_[value] = &node;
        for (const auto& value : node.input()) readers_[value].push_back(&node);
        // What a subgraph reads by name cannot be taken away from it.
        for (const auto& entry : node.attribute()) {
            if (!entry.has_g()) continue;
            for (const auto& inner : entry.g().node()) {
                for (const auto& value : inner.input())
                    readers_[value].insert(readers_[value].end(), 2, &node);
            }
        }
    }
    for (const auto& output : graph_.output()) readers_[output.name()].push_back(nullptr);
    for (const auto* values : {&graph_.value_info(), &graph_.input(), &graph_.output()}) {
        for (const auto& value : *values) types_[value.name()] = &value.type();
    }
}

const google::protobuf::RepeatedPtrField<onnx::NodeProto>& Graph::nodes() const {
    return graph_.node();
}

const onnx::NodeProto* Graph::producer(const std::string& value) const {
    const auto found = producers_.find(value);
    return found == producers_.end() ? nullptr : found->second;
}

const onnx::NodeProto* Graph::only_reader(const std::string& value) const {
    const auto found = readers_.find(value);
    return found == readers_.end() || found->second.size() != 1 ? nullptr : found->second.front();
}

const onnx::TensorProto* Graph::initializer(const std::string& value) const {
    const auto found = initializers_.find(value);
    return found == initializers_.end() ? nullptr : found->second;
}

std::optional<ModelShape> Graph::shape(const std::string& value) const {
    const auto found = types_.find(value);
    if (found == types_.end() || !found->second->has_tensor_type()) return std::nullopt;
    if (!found->second->tensor_type().has_shape()) return std::nullopt;
    ModelShape shape;
    for (const auto& dimension : found->second->tensor_type().shape().dim()) {
        const bool known = dimension.has_dim_value() && dimension.dim_value() >= 0;
        shape.push_back(known ? std::optional(dimension.dim_value()) : std::nullopt);
    }
    return shape;
}

bool is_operator(const onnx::NodeProto& node, const std::string& type) {
    return node.op_type() == type && is_onnx_domain(node.domain());
}

const onnx::AttributeProto* attribute(const onnx::NodeProto& node, const std::string& name) {
    for (const auto& entry : node.attribute()) {
        if (entry.name() == name) return &entry;
    }
    return nullptr;
}

namespace {

/// The attribute, null when absent; a model from before IR version 2 states no types.
const onnx::AttributeProto* typed(const onnx::NodeProto& node, const std::string& name, int type) {
    const onnx::AttributeProto* entry = attribute(node, name);
    if (entry == nullptr) return nullptr;
    if (entry->has_type() && entry->type() != type) {
        throw InputError("attribute " + name + " has type " + std::to_string(entry->type()) +
                         "; it must have type " + std::to_string(type));
    }
    return entry;
}

}  // namespace

std::int64_t int_attribute(const onnx::NodeProto& node, const std::string& name, std::int64_t otherwise) {
    const auto* entry = typed(node, name, onnx::AttributeProto::INT);
    return entry == nullptr ? otherwise : entry->i();
}

float float_attribute(const onnx::NodeProto& node, const std::string& name, float otherwise) {
    const auto* entry = typed(node, name, onnx::AttributeProto::FLOAT);
    return entry == nullptr ? otherwise : entry->f();
}

std::string string_attribute(const onnx::NodeProto& node, const std::string& name,
                             const std::string& otherwise) {
    const auto* entry = typed(node, name, onnx::AttributeProto::STRING);
    return entry == nullptr ? otherwise : entry->s();
}

std::vector<std::int64_t> ints_attribute(const onnx::NodeProto& node, const std::string& name) {
    const auto* entry = typed(node, name, onnx::AttributeProto::INTS);
    if (entry == nullptr) return {};
    return {entry->ints().begin(), entry->ints().end()};
}

std::string node_name(const onnx::NodeProto& node) {
    if (!node.name().empty()) return node.name();
    return node.output_size() > 0 ? node.output(0) : node.op_type();
}

}  // namespace convt::tools
