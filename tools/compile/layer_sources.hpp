#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compile/compile_layer.hpp"

namespace convt::tools {

/// Reads the layers of every source: ONNX models, layer lists and problem strings. Layers get names if they
/// have none. Throws InputError.
/// @param input_shapes  "NAME=1x3x?x?640": sizes of the models' inputs
[[nodiscard]] std::vector<CompileLayer> read_sources(const std::vector<std::string>& sources,
                                                     const std::vector<std::string>& input_shapes);

/// Applies "LAYER=BATCH,SIZE,…" to the layers that the name fits ('*' for all): a number is a fixed size, '?'
/// an open one whose typical value stays, '?64' an open one that is typically 64. Throws InputError.
void apply_sizes(const std::string& text, std::vector<CompileLayer>& layers);

}  // namespace convt::tools
