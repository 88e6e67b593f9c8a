#include "compile/onnx/graph.hpp"

#include <algorithm>
#include <iterator>

#include "support/input_error.hpp"

namespace convt::tools {

Graph::Graph(const onnx::ModelProto& model, std::filesystem::path path)
    : graph_(model.graph()), path_(std::move(path)) {
    for (const auto& import : model.opset_import()) {
        if (is_onnx_domain(import.domain())) opset_ = import.version();
    }
    index_values();
    require_order();
}

void Graph::index_values() {
    for (const auto& input : graph_.input()) inputs_.insert(input.name());
    for (const auto& tensor : graph_.initializer()) initializers_[tensor.name()] = &tensor;
    for (const auto& node : graph_.node()) {
        for (const auto& value : node.output()) {
            if (value.empty()) continue;
            const auto [place, made] = producers_.emplace(value, &node);
            if (!made || initializers_.count(value) > 0) {
                throw InputError("value '" + value + "' is made twice, by " + node_text(node) + " and by " +
                                 (made ? "an initializer" : node_text(*place->second)));
            }
        }
    }
    for (const auto& node : graph_.node()) index_readers(node);
    for (const auto& output : graph_.output()) readers_[output.name()].push_back(nullptr);
    for (const auto* values : {&graph_.value_info(), &graph_.input(), &graph_.output()}) {
        for (const auto& value : *values) types_[value.name()] = &value.type();
    }
}

void Graph::index_readers(const onnx::NodeProto& node) {
    for (const auto& value : node.input()) readers_[value].push_back(&node);
    // What a graph within a node reads by name cannot be taken away from it.
    std::vector<std::string> inner;
    add_inner_reads(node, inner);
    for (const auto& value : inner) readers_[value].insert(readers_[value].end(), 2, &node);
}

void Graph::add_inner_reads(const onnx::NodeProto& node, std::vector<std::string>& values) const {
    const auto add = [&](const onnx::GraphProto& graph) {
        std::set<std::string> own;
        for (const auto& input : graph.input()) own.insert(input.name());
        for (const auto& tensor : graph.initializer()) own.insert(tensor.name());
        std::vector<std::string> read;
        for (const auto& inner : graph.node()) {
            own.insert(inner.output().begin(), inner.output().end());
            read.insert(read.end(), inner.input().begin(), inner.input().end());
            add_inner_reads(inner, read);
        }
        for (const auto& output : graph.output()) read.push_back(output.name());
        std::copy_if(read.begin(), read.end(), std::back_inserter(values),
                     [&](const std::string& value) { return own.count(value) == 0; });
    };
    for (const auto& entry : node.attribute()) {
        if (entry.has_g()) add(entry.g());
        for (const auto& graph : entry.graphs()) add(graph);
    }
}

std::vector<std::string> Graph::reads(const onnx::NodeProto& node) const {
    std::vector<std::string> values(node.input().begin(), node.input().end()), inner;
    add_inner_reads(node, inner);
    for (const std::string& value : inner) {
        if (producers_.count(value) + initializers_.count(value) + inputs_.count(value) > 0) {
            values.push_back(value);
        }
    }
    return values;
}

/// Takes away nodes all of whose inputs are there until none is left; a rest goes round in a circle.
void Graph::require_order() const {
    std::map<const onnx::NodeProto*, std::size_t> waits;
    std::map<std::string, std::vector<const onnx::NodeProto*>> wanted;
    std::vector<const onnx::NodeProto*> ready;
    for (const auto& node : graph_.node()) {
        for (const std::string& value : reads(node)) {
            if (producers_.count(value) == 0) continue;
            wanted[value].push_back(&node);
            ++waits[&node];
        }
        if (waits.count(&node) == 0) ready.push_back(&node);
    }
    for (std::size_t i = 0; i < ready.size(); ++i) {
        for (const auto& value : ready[i]->output()) {
            for (const auto* node : wanted[value]) {
                if (--waits[node] == 0) ready.push_back(node);
            }
        }
    }
    for (const auto& node : graph_.node()) {
        if (waits[&node] > 0 && node.output_size() > 0) {
            throw InputError("value '" + node.output(0) + "' depends on itself, at " + node_text(node));
        }
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

std::vector<const onnx::NodeProto*> Graph::readers(const std::string& value) const {
    const auto found = readers_.find(value);
    return found == readers_.end() ? std::vector<const onnx::NodeProto*>() : found->second;
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

int Graph::element_type(const std::string& value) const {
    const auto found = types_.find(value);
    return found == types_.end() ? 0 : found->second->tensor_type().elem_type();
}

}  // namespace convt::tools
