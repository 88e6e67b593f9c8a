#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "compile/layers/compile_layer.hpp"
#include "compile/layers/layer_filter.hpp"

namespace convt::tools {

/// What is asked of a model.
struct OnnxRequest {
    std::vector<std::string> input_shapes;  ///< "NAME=1x3x?x640": sizes of the model's inputs
    LayerFilter filter;                     ///< by names of nodes
    std::optional<DType> dtype = {};        ///< that layers are converted to; absent: the model's
};

/// What a model has of it.
struct OnnxLayers {
    std::vector<CompileLayer> layers;
    /// What a user should know: layers that were left out and why, what layers do not hold, types that they
    /// do not compute in. One line each, with the node's name.
    std::vector<std::string> remarks;
};

/// Reads the ConvTranspose nodes of an ONNX file, also those in functions and in bodies of If, Loop and Scan,
/// with what follows each folded in. A node that cannot be read is left out with a remark. Throws InputError
/// when the file is none, when no node can be read, or one that the filter asks for cannot.
[[nodiscard]] OnnxLayers read_onnx(const std::filesystem::path& path, const OnnxRequest& request);

}  // namespace convt::tools
