#pragma once

#include <functional>
#include <string>

#include "compile/onnx/proto.hpp"

namespace convt::tools {

using Renaming = std::function<std::string(const std::string&)>;

/// Renames every value that a node, or a graph within it, reads or makes. Absent ones stay absent.
void rename_values(onnx::NodeProto& node, const Renaming& renamed);
void rename_values(onnx::GraphProto& graph, const Renaming& renamed);

}  // namespace convt::tools
