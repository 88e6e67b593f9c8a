#pragma once

#include <string>
#include <vector>

#include "compile/onnx/constants/constant_folder.hpp"
#include "compile/onnx/layers/folded.hpp"
#include "convt/desc.hpp"

namespace convt::tools {

/// Makes a node the activation of the layer that computes `value`, when kernels apply it.
/// @param slopes  set to one for each output channel where the activation becomes prelu
[[nodiscard]] Folded fold_activation(const Graph& graph, ConstantFolder& constants,
                                     const onnx::NodeProto& node, const std::string& value,
                                     ConvTransposeDesc& desc, std::vector<double>& slopes);

}  // namespace convt::tools
