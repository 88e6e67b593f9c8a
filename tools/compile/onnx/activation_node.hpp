#pragma once

#include <string>

#include "compile/onnx/graph.hpp"
#include "convt/desc.hpp"

namespace convt::tools {

/// Makes a node the activation of the layer that computes `value`; false when it is none that kernels apply.
[[nodiscard]] bool fold_activation(const Graph& graph, const onnx::NodeProto& node, const std::string& value,
                                   ConvTransposeDesc& desc);

}  // namespace convt::tools
