#pragma once

#include <string>

#include "compile/layers/compile_layer.hpp"
#include "compile/onnx/constants/constant_folder.hpp"
#include "compile/onnx/graph.hpp"
#include "compile/onnx/layers/fold_epilogue.hpp"

namespace convt::tools {

/// What became of the quantised values around a node.
struct QuantizedNode {
    bool done = false;
    std::string input;    ///< the integers that the layer takes
    Epilogue epilogue;    ///< from the node to the integers that it gives
    std::string stopped;  ///< which node keeps the layer in floats, and why; empty where no integers come in
};

/// Makes DequantizeLinear, ConvTranspose, QuantizeLinear a layer of 8-bit integers: weights that are
/// dequantised with a scale for all or for each output channel, a bias in int32 or float, and Relu or Clip
/// before the end as bounds. The layer is left as it is where that is not what the model has.
[[nodiscard]] QuantizedNode fold_quantization(const Graph& graph, ConstantFolder& constants,
                                              const onnx::NodeProto& node, CompileLayer& layer);

}  // namespace convt::tools
