#pragma once

#include "compile/compile_layer.hpp"
#include "compile/onnx/graph.hpp"

namespace convt::tools {

/// Shapes of the input of a ConvTranspose: as the model states them, and with typical sizes where it does
/// not.
struct NodeShapes {
    ModelShape stated;
    ModelShape typical;
};

/// The layer of a ConvTranspose node, its weights folded when they are constants. Throws InputError.
[[nodiscard]] CompileLayer read_conv_transpose(const Graph& graph, const onnx::NodeProto& node,
                                               const NodeShapes& shapes);

}  // namespace convt::tools
