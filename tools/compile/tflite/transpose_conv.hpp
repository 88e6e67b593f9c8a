#pragma once

#include "compile/layers/compile_layer.hpp"
#include "compile/tflite/model.hpp"

namespace convt::tools::tflite {

/// TRANSPOSE_CONV, or MediaPipe's custom operator with a bias.
[[nodiscard]] bool is_transpose_conv(const Operation& operation);

/// The layer of one of these, of float32, int8 or uint8, its weights inside. Throws InputError.
[[nodiscard]] CompileLayer read_transpose_conv(const Graph& graph, const Operation& operation);

}  // namespace convt::tools::tflite
