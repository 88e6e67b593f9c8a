#pragma once

#include <optional>
#include <string>

#include "compile/onnx/constant.hpp"
#include "compile/onnx/graph.hpp"

namespace convt::tools {

/// The value of an initializer, of a Constant, or of operators on constants; nothing when it depends on the
/// model's inputs or on an operator that is not folded. Throws InputError for a malformed tensor or node.
[[nodiscard]] std::optional<Constant> fold_constant(const Graph& graph, const std::string& value);

}  // namespace convt::tools
