#pragma once

#include <string>

#include "compile/onnx/constants/constant_folder.hpp"
#include "compile/onnx/layers/folded.hpp"
#include "convt/desc.hpp"

namespace convt::tools {

/// Makes a node the activation of the layer that computes `value`, when kernels apply it.
[[nodiscard]] Folded fold_activation(ConstantFolder& constants, const onnx::NodeProto& node,
                                     const std::string& value, ConvTransposeDesc& desc);

}  // namespace convt::tools
