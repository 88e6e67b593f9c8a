#pragma once

#include <string>
#include <vector>

#include "compile/layers/compile_layer.hpp"
#include "compile/onnx/constants/constant_folder.hpp"
#include "compile/onnx/graph.hpp"

namespace convt::tools {

/// Shapes of the input of a ConvTranspose: as the model states them, and with typical sizes where it does
/// not.
struct NodeShapes {
    ModelShape stated;
    ModelShape typical;
};

/// ONNX's own operator, or ONNX Runtime's with pads that are an input.
[[nodiscard]] bool is_conv_transpose(const onnx::NodeProto& node);

/// The layer of a ConvTranspose node, in the model's type, its weights inside when they are constants. What
/// became of weights and bias that the model states otherwise is told in `remarks`, in whole sentences.
/// Throws InputError.
[[nodiscard]] CompileLayer read_conv_transpose(const Graph& graph, ConstantFolder& constants,
                                               const onnx::NodeProto& node, const NodeShapes& shapes,
                                               std::vector<std::string>& remarks);

}  // namespace convt::tools
