#include "compile/onnx/attributes.hpp"

#include <sstream>

#include "support/input_error.hpp"

namespace convt::tools {
namespace {

using onnx::AttributeProto;

std::string type_text(int type) {
    switch (type) {
        case AttributeProto::FLOAT:
            return "a float";
        case AttributeProto::INT:
            return "an int";
        case AttributeProto::STRING:
            return "a string";
        case AttributeProto::TENSOR:
            return "a tensor";
        case AttributeProto::GRAPH:
            return "a graph";
        case AttributeProto::FLOATS:
            return "floats";
        case AttributeProto::INTS:
            return "ints";
        case AttributeProto::STRINGS:
            return "strings";
        case AttributeProto::UNDEFINED:
            return "empty";
        default:
            return "of another kind";
    }
}

template <class Values>
std::string list_text(const Values& values) {
    constexpr int kShown = 8;
    std::ostringstream text;
    for (int i = 0; i < values.size() && i < kShown; ++i) text << (i > 0 ? ", " : "") << values.Get(i);
    if (values.size() > kShown) text << ", …";
    return "[" + text.str() + "]";
}

/// The attribute, null when absent.
const AttributeProto* typed(const onnx::NodeProto& node, const std::string& name, int type) {
    const AttributeProto* entry = attribute(node, name);
    if (entry == nullptr) return nullptr;
    if (!entry->ref_attr_name().empty()) {
        throw InputError("attribute " + name + " stands for '" + entry->ref_attr_name() +
                         "' of a function; it must have a value outside of one");
    }
    const int own = attribute_type(*entry);
    // An empty list of a model without types looks like no value at all.
    if (own == AttributeProto::UNDEFINED) return nullptr;
    if (own != type) {
        throw InputError("attribute " + name + " is " + attribute_text(*entry) + ", " + type_text(own) +
                         "; it must be " + type_text(type));
    }
    return entry;
}

}  // namespace

bool is_onnx_domain(const std::string& domain) {
    return domain.empty() || domain == "ai.onnx";
}

bool is_operator(const onnx::NodeProto& node, const std::string& type) {
    return node.op_type() == type && is_onnx_domain(node.domain());
}

std::string node_name(const onnx::NodeProto& node) {
    if (!node.name().empty()) return node.name();
    return node.output_size() > 0 ? node.output(0) : node.op_type();
}

std::string node_text(const onnx::NodeProto& node) {
    const std::string domain = is_onnx_domain(node.domain()) ? "" : node.domain() + ".";
    return "node '" + node_name(node) + "' (" + domain + node.op_type() + ")";
}

const AttributeProto* attribute(const onnx::NodeProto& node, const std::string& name) {
    for (const auto& entry : node.attribute()) {
        if (entry.name() == name) return &entry;
    }
    return nullptr;
}

AttributeProto::AttributeType attribute_type(const AttributeProto& entry) {
    if (entry.has_type()) return entry.type();
    if (entry.has_f()) return AttributeProto::FLOAT;
    if (entry.has_i()) return AttributeProto::INT;
    if (entry.has_s()) return AttributeProto::STRING;
    if (entry.has_t()) return AttributeProto::TENSOR;
    if (entry.has_g()) return AttributeProto::GRAPH;
    if (entry.floats_size() > 0) return AttributeProto::FLOATS;
    if (entry.ints_size() > 0) return AttributeProto::INTS;
    if (entry.strings_size() > 0) return AttributeProto::STRINGS;
    return AttributeProto::UNDEFINED;
}

std::string attribute_text(const AttributeProto& entry) {
    std::ostringstream number;
    switch (attribute_type(entry)) {
        case AttributeProto::FLOAT:
            number << entry.f();
            return number.str();
        case AttributeProto::INT:
            return std::to_string(entry.i());
        case AttributeProto::STRING:
            return "'" + entry.s() + "'";
        case AttributeProto::FLOATS:
            return list_text(entry.floats());
        case AttributeProto::INTS:
            return list_text(entry.ints());
        case AttributeProto::STRINGS:
            return list_text(entry.strings());
        default:
            return "there";
    }
}

std::int64_t int_attribute(const onnx::NodeProto& node, const std::string& name, std::int64_t otherwise) {
    const auto* entry = typed(node, name, AttributeProto::INT);
    return entry == nullptr ? otherwise : entry->i();
}

float float_attribute(const onnx::NodeProto& node, const std::string& name, float otherwise) {
    const auto* entry = typed(node, name, AttributeProto::FLOAT);
    return entry == nullptr ? otherwise : entry->f();
}

std::string string_attribute(const onnx::NodeProto& node, const std::string& name,
                             const std::string& otherwise) {
    const auto* entry = typed(node, name, AttributeProto::STRING);
    return entry == nullptr ? otherwise : entry->s();
}

std::vector<std::int64_t> ints_attribute(const onnx::NodeProto& node, const std::string& name) {
    const auto* entry = typed(node, name, AttributeProto::INTS);
    if (entry == nullptr) return {};
    return {entry->ints().begin(), entry->ints().end()};
}

}  // namespace convt::tools
