#pragma once

#include "compile/onnx/proto.hpp"

namespace convt::tools {

/// Replaces calls of a model's own functions by their bodies, whose nodes are named "call/node". Attributes
/// that stand for those of the call get their values. Throws InputError when a function calls itself, or when
/// the nodes would be more than any model has.
void inline_functions(onnx::ModelProto& model);

}  // namespace convt::tools
