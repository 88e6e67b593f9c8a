#pragma once

#include <string>
#include <vector>

#include "compile/onnx/read_onnx.hpp"
#include "onnx/onnx_builder.hpp"

namespace convt::tools::test {

/// Reads a model that the builder has put together.
[[nodiscard]] OnnxLayers read_built(const OnnxBuilder& builder, const OnnxRequest& request = {});

/// What is wrong with it; empty when it can be read.
[[nodiscard]] std::string error_of(const OnnxBuilder& builder, const OnnxRequest& request = {});

/// True when a remark holds the text.
[[nodiscard]] bool remarks_say(const OnnxLayers& read, const std::string& text);

}  // namespace convt::tools::test
