#pragma once

#include <string>
#include <vector>

#include "compile/layers/compile_layer.hpp"
#include "compile/onnx/constants/constant_folder.hpp"
#include "compile/onnx/graph.hpp"

namespace convt::tools {

/// What follows a node and became part of its layer.
struct Epilogue {
    std::vector<std::string> folded;  ///< names of nodes, in order
    std::string output;               ///< the value that the layer computes
    std::string stopped;              ///< which node was not folded, and why; empty when none might have been
};

/// Whether a node gives the values that it takes.
[[nodiscard]] bool passes_through(const onnx::NodeProto& node);

/// Folds what follows a ConvTranspose into its weights, bias and activation, as long as nothing else reads
/// the values between: adding, multiplying and normalising by constants per channel, then one activation.
[[nodiscard]] Epilogue fold_epilogue(const Graph& graph, ConstantFolder& constants,
                                     const onnx::NodeProto& node, CompileLayer& layer);

}  // namespace convt::tools
