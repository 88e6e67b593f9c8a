#pragma once

#include <string>
#include <vector>

#include "compile/layers/compile_layer.hpp"

namespace convt::tools {

/// Makes a layer take, compute and give elements of another real type than its model does, which `remarks`
/// then tell. Layers of integers have one group, and those of TensorFlow Lite an int32 bias. Throws
/// InputError for weights that the type cannot hold.
void convert_layer(CompileLayer& layer, DType dtype, std::vector<std::string>& remarks);

}  // namespace convt::tools
