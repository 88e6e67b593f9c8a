#pragma once

#include <filesystem>

#include "compile/onnx/read_onnx.hpp"

namespace convt::tools {

/// Reads the transposed convolutions of a TensorFlow Lite file, each named after its output, as read_onnx()
/// does those of an ONNX file. Sizes of inputs cannot be asked for. Throws InputError.
[[nodiscard]] OnnxLayers read_tflite(const std::filesystem::path& path, const OnnxRequest& request);

}  // namespace convt::tools
