#pragma once

#include <optional>
#include <string>
#include <vector>

#include "compile/layers/compile_layer.hpp"
#include "compile/onnx/read_onnx.hpp"

namespace convt::tools {

/// Reads the layers of every source: ONNX models, layer lists and problem strings. Layers get names if they
/// have none; those that the request's filter does not name are left out. Throws InputError, also when no
/// layer is left.
/// @param remarks  gets those of the models
[[nodiscard]] std::vector<CompileLayer> read_sources(const std::vector<std::string>& sources,
                                                     const OnnxRequest& request,
                                                     std::vector<std::string>& remarks);

/// Applies "LAYER=BATCH,SIZE,…" to the layers that the name fits ('*' for all): a number is a fixed size, '?'
/// an open one whose typical value stays, '?64' an open one that is typically 64. Throws InputError.
void apply_sizes(const std::string& text, std::vector<CompileLayer>& layers);

}  // namespace convt::tools
