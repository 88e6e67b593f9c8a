#pragma once

#include "compile/layers/compile_layer.hpp"
#include "compile/tflite/model.hpp"

namespace convt::tools::tflite {

/// Refuses other types beside inputs of float32. Throws InputError.
void require_floats(const Tensor& weights, const Tensor& outputs);

/// Makes a layer one of int8 or uint8 by what its tensors say of their integers, with the rounding of
/// TensorFlow Lite's reference. The layer's weights and bias are the integers that the model holds. Throws
/// InputError.
void quantize(const Tensor& inputs, const Tensor& weights, const Tensor& outputs, CompileLayer& layer);

}  // namespace convt::tools::tflite
