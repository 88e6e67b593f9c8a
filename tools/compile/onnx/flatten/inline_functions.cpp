#include "compile/onnx/flatten/inline_functions.hpp"

#include <google/protobuf/descriptor.h>
#include <google/protobuf/message.h>
#include <google/protobuf/unknown_field_set.h>

#include <map>
#include <string>
#include <vector>

#include "compile/onnx/attributes.hpp"
#include "compile/onnx/flatten/rename_values.hpp"
#include "support/input_error.hpp"

namespace convt::tools {
namespace {

using Nodes = google::protobuf::RepeatedPtrField<onnx::NodeProto>;

constexpr int kDeepest = 64;
constexpr int kMostNodes = 1 << 18;
constexpr std::size_t kMostBytes = std::size_t{1} << 31;
/// Fields that libonnx of 2022 does not know, and that of 2024 does: which of several functions of one name
/// is meant, and the values of attributes that a call does not state.
constexpr int kOverloadOfFunction = 13, kOverloadOfNode = 8, kDefaults = 11;

template <class Message>
std::vector<std::string> unknown_texts(const Message& message, int number) {
    std::vector<std::string> texts;
    const google::protobuf::UnknownFieldSet& fields = message.GetReflection()->GetUnknownFields(message);
    for (int i = 0; i < fields.field_count(); ++i) {
        const auto& field = fields.field(i);
        if (field.number() != number) continue;
        if (field.type() == google::protobuf::UnknownField::TYPE_LENGTH_DELIMITED) {
            texts.push_back(field.length_delimited());
        }
    }
    return texts;
}

/// The strings of a field, or its messages as bytes, whether libonnx knows the field or not.
template <class Message>
std::vector<std::string> texts_of(const Message& message, int number) {
    const google::protobuf::FieldDescriptor* field = message.GetDescriptor()->FindFieldByNumber(number);
    if (field == nullptr) return unknown_texts(message, number);
    const google::protobuf::Reflection& known = *message.GetReflection();
    if (!field->is_repeated()) {
        return known.HasField(message, field) ? std::vector{known.GetString(message, field)}
                                              : std::vector<std::string>{};
    }
    std::vector<std::string> texts;
    for (int i = 0; i < known.FieldSize(message, field); ++i) {
        texts.push_back(known.GetRepeatedMessage(message, field, i).SerializeAsString());
    }
    return texts;
}

template <class Message>
std::string overload_of(const Message& message, int number) {
    const auto texts = texts_of(message, number);
    return texts.empty() ? "" : texts.back();
}

std::string key_of(const std::string& domain, const std::string& name, const std::string& overload) {
    return (is_onnx_domain(domain) ? "" : domain) + '\n' + name + '\n' + overload;
}

class Inliner {
public:
    explicit Inliner(onnx::ModelProto& model) : model_(model) {
        for (const auto& function : model.functions()) {
            const std::string overload = overload_of(function, kOverloadOfFunction);
            functions_[key_of(function.domain(), function.name(), overload)] = &function;
        }
    }

    void expand(onnx::GraphProto& graph, int depth) {
        Nodes nodes;
        nodes.Swap(graph.mutable_node());
        for (auto& node : nodes) append(node, depth, *graph.mutable_node());
    }

private:
    const onnx::FunctionProto* function_of(const onnx::NodeProto& node) const {
        const auto found =
            functions_.find(key_of(node.domain(), node.op_type(), overload_of(node, kOverloadOfNode)));
        return found == functions_.end() ? nullptr : found->second;
    }

    void append(onnx::NodeProto& node, int depth, Nodes& nodes) {
        if (++count_ > kMostNodes) {
            throw InputError("has functions that make more than " + std::to_string(kMostNodes) + " nodes");
        }
        const onnx::FunctionProto* function = function_of(node);
        if (function != nullptr) {
            if (depth >= kDeepest) {
                throw InputError("has a function '" + function->name() + "' that calls itself");
            }
            return append_body(node, *function, depth, nodes);
        }
        for (auto& entry : *node.mutable_attribute()) {
            if (entry.has_g()) expand(*entry.mutable_g(), depth);
            for (auto& graph : *entry.mutable_graphs()) expand(graph, depth);
        }
        nodes.Add()->Swap(&node);
    }

    void append_body(const onnx::NodeProto& call, const onnx::FunctionProto& function, int depth,
                     Nodes& nodes) {
        add_opsets(function);
        const std::string name = call.name().empty() ? function.name() : call.name();
        const std::string prefix = name + "." + std::to_string(calls_++) + "/";
        std::map<std::string, std::string> names;
        for (int i = 0; i < function.input_size(); ++i) {
            names[function.input(i)] = i < call.input_size() ? call.input(i) : "";
        }
        for (int i = 0; i < function.output_size() && i < call.output_size(); ++i) {
            const bool made = names.emplace(function.output(i), call.output(i)).second;
            if (!made && !call.output(i).empty()) {
                // The function hands an input, or an output that it has already handed, on.
                onnx::NodeProto& same = *nodes.Add();
                same.set_op_type("Identity");
                same.add_input(names[function.output(i)]);
                same.add_output(call.output(i));
            }
        }
        for (const auto& stated : function.node()) {
            bytes_ += stated.ByteSizeLong();
            if (bytes_ > kMostBytes) throw InputError("has functions that make nodes of more than 2 GiB");
            onnx::NodeProto node = stated;
            fill_attributes(call, function, node);
            rename_values(node, [&](const std::string& value) {
                const auto found = names.find(value);
                return found != names.end() ? found->second : prefix + value;
            });
            if (!node.name().empty()) node.set_name(name + "/" + node.name());
            append(node, depth + 1, nodes);
        }
    }

    /// Gives attributes that stand for attributes of the function their values, or takes them away when the
    /// call states none.
    void fill_attributes(const onnx::NodeProto& call, const onnx::FunctionProto& function,
                         onnx::NodeProto& node) {
        google::protobuf::RepeatedPtrField<onnx::AttributeProto> filled;
        for (auto& entry : *node.mutable_attribute()) {
            for (auto* graph : graphs_of(entry)) {
                for (auto& inner : *graph->mutable_node()) fill_attributes(call, function, inner);
            }
            if (entry.ref_attr_name().empty()) {
                filled.Add()->Swap(&entry);
                continue;
            }
            onnx::AttributeProto value;
            if (!find_value(call, function, entry.ref_attr_name(), value)) continue;
            value.set_name(entry.name());
            filled.Add()->Swap(&value);
        }
        filled.Swap(node.mutable_attribute());
    }

    static std::vector<onnx::GraphProto*> graphs_of(onnx::AttributeProto& entry) {
        std::vector<onnx::GraphProto*> graphs;
        if (entry.has_g()) graphs.push_back(entry.mutable_g());
        for (auto& graph : *entry.mutable_graphs()) graphs.push_back(&graph);
        return graphs;
    }

    static bool find_value(const onnx::NodeProto& call, const onnx::FunctionProto& function,
                           const std::string& name, onnx::AttributeProto& value) {
        if (const auto* stated = attribute(call, name)) {
            value = *stated;
            return true;
        }
        for (const std::string& bytes : texts_of(function, kDefaults)) {
            if (value.ParseFromString(bytes) && value.name() == name) return true;
        }
        return false;
    }

    /// A model need not import what only its functions use.
    void add_opsets(const onnx::FunctionProto& function) {
        for (const auto& wanted : function.opset_import()) {
            bool there = false;
            for (const auto& import : model_.opset_import()) {
                there = there || import.domain() == wanted.domain() ||
                        (is_onnx_domain(import.domain()) && is_onnx_domain(wanted.domain()));
            }
            if (!there) *model_.add_opset_import() = wanted;
        }
    }

    onnx::ModelProto& model_;
    std::map<std::string, const onnx::FunctionProto*> functions_;
    int count_ = 0;
    int calls_ = 0;
    std::size_t bytes_ = 0;
};

}  // namespace

void inline_functions(onnx::ModelProto& model) {
    if (model.functions_size() == 0) return;
    Inliner(model).expand(*model.mutable_graph(), 0);
    model.clear_functions();
}

}  // namespace convt::tools
