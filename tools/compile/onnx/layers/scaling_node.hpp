#pragma once

#include <string>

#include "compile/onnx/constants/constant_folder.hpp"
#include "compile/onnx/layers/channel_scaling.hpp"
#include "compile/onnx/layers/folded.hpp"

namespace convt::tools {

/// Folds a node that adds constants to the channels of `value`, multiplies them or normalises them.
/// HardSigmoid becomes such a change and a clamp.
/// @param scaling  null when the layer's weights and bias are not both inside; nothing is folded then
[[nodiscard]] Folded fold_scaling(const Graph& graph, ConstantFolder& constants, const onnx::NodeProto& node,
                                  const std::string& value, ConvTransposeDesc& desc, ChannelScaling* scaling);

}  // namespace convt::tools
