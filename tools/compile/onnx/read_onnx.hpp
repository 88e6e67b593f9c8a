#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "compile/compile_layer.hpp"

namespace convt::tools {

/// Reads every ConvTranspose of an ONNX file, with what follows it folded in. Throws InputError.
/// @param input_shapes  "NAME=1x3x?x?640": sizes of the model's inputs
[[nodiscard]] std::vector<CompileLayer> read_onnx(const std::filesystem::path& path,
                                                  const std::vector<std::string>& input_shapes);

}  // namespace convt::tools
