#pragma once

#include "compile/layers/compile_layer.hpp"

namespace convt::tools {

/// Checks what a layer of 8-bit integers is made of: its descriptor, weights within int8, a bias within its
/// type, and scales whose products float32 holds. Throws InputError.
void check_quantized(const CompileLayer& layer);

}  // namespace convt::tools
