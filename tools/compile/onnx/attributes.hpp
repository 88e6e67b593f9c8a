#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "compile/onnx/proto.hpp"

namespace convt::tools {

/// True for the domains that ONNX's own operators are in.
[[nodiscard]] bool is_onnx_domain(const std::string& domain);
/// True for an operator of ONNX itself.
[[nodiscard]] bool is_operator(const onnx::NodeProto& node, const std::string& type);

/// A node for messages: its name, or that of its first output.
[[nodiscard]] std::string node_name(const onnx::NodeProto& node);
/// The same with its operator: "node 'up_0' (Mul)".
[[nodiscard]] std::string node_text(const onnx::NodeProto& node);

/// The attribute of that name, or null.
[[nodiscard]] const onnx::AttributeProto* attribute(const onnx::NodeProto& node, const std::string& name);
/// The type of an attribute; models from before IR version 2 state none, and it follows from the values.
[[nodiscard]] onnx::AttributeProto::AttributeType attribute_type(const onnx::AttributeProto& entry);
/// The value of an attribute for messages: "[2, 2]", "'SAME'", "a tensor".
[[nodiscard]] std::string attribute_text(const onnx::AttributeProto& entry);

/// Its value, or `otherwise` when it is absent. Each throws InputError for an attribute of another type.
[[nodiscard]] std::int64_t int_attribute(const onnx::NodeProto& node, const std::string& name,
                                         std::int64_t otherwise);
[[nodiscard]] float float_attribute(const onnx::NodeProto& node, const std::string& name, float otherwise);
[[nodiscard]] std::string string_attribute(const onnx::NodeProto& node, const std::string& name,
                                           const std::string& otherwise);
[[nodiscard]] std::vector<std::int64_t> ints_attribute(const onnx::NodeProto& node, const std::string& name);

}  // namespace convt::tools
