#include "compile/onnx/flatten/rename_values.hpp"

namespace convt::tools {
namespace {

void rename(std::string& name, const Renaming& renamed) {
    if (!name.empty()) name = renamed(name);
}

template <class Named>
void rename_all(Named& named, const Renaming& renamed) {
    for (auto& entry : named) rename(*entry.mutable_name(), renamed);
}

}  // namespace

void rename_values(onnx::NodeProto& node, const Renaming& renamed) {
    for (std::string& name : *node.mutable_input()) rename(name, renamed);
    for (std::string& name : *node.mutable_output()) rename(name, renamed);
    for (auto& entry : *node.mutable_attribute()) {
        if (entry.has_g()) rename_values(*entry.mutable_g(), renamed);
        for (auto& graph : *entry.mutable_graphs()) rename_values(graph, renamed);
    }
}

void rename_values(onnx::GraphProto& graph, const Renaming& renamed) {
    rename_all(*graph.mutable_input(), renamed);
    rename_all(*graph.mutable_output(), renamed);
    rename_all(*graph.mutable_value_info(), renamed);
    rename_all(*graph.mutable_initializer(), renamed);
    for (auto& node : *graph.mutable_node()) rename_values(node, renamed);
}

}  // namespace convt::tools
