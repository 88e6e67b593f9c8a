#include "compile/tflite/quantized_tensors.hpp"

#include <cmath>

#include "compile/layers/quantized_weights.hpp"
#include "support/input_error.hpp"

namespace convt::tools::tflite {
namespace {

struct Single {
    float scale;
    std::int32_t zero_point;
};

/// Inputs and outputs have one scale.
Single single(const Tensor& tensor, const std::string& what) {
    if (tensor.scales.size() != 1 || tensor.zero_points.size() > 1) {
        throw InputError("the " + what + " '" + tensor.name + "' have " +
                         std::to_string(tensor.scales.size()) + " scales and " +
                         std::to_string(tensor.zero_points.size()) + " zero points; they must have one");
    }
    const std::int64_t zero = tensor.zero_points.empty() ? 0 : tensor.zero_points[0];
    if (zero < -128 || zero > 255) {
        throw InputError("the " + what + " '" + tensor.name + "' have the zero point " +
                         std::to_string(zero));
    }
    return {tensor.scales[0], static_cast<std::int32_t>(zero)};
}

void require_type(const Tensor& tensor, const std::string& what, ElementType type) {
    if (tensor.type == type) return;
    throw InputError("the " + what + " '" + tensor.name + "' are " + type_name(tensor.type) +
                     " beside inputs of " + type_name(type));
}

}  // namespace

void require_floats(const Tensor& weights, const Tensor& outputs) {
    require_type(weights, "weights", ElementType::float32);
    require_type(outputs, "outputs", ElementType::float32);
}

void quantize(const Tensor& inputs, const Tensor& weights, const Tensor& outputs, CompileLayer& layer) {
    if (inputs.type != ElementType::int8 && inputs.type != ElementType::uint8) {
        throw InputError("the inputs '" + inputs.name + "' are " + type_name(inputs.type) +
                         "; float32, int8 and uint8 are read");
    }
    require_type(weights, "weights", inputs.type);
    require_type(outputs, "outputs", inputs.type);
    ConvTransposeDesc& desc = layer.desc;
    const auto channels = static_cast<std::size_t>(desc.out_channels);
    const Single in = single(inputs, "inputs"), out = single(outputs, "outputs");
    const std::size_t scales = weights.scales.size(), zeros = weights.zero_points.size();
    const bool per_channel = scales == channels && (channels == 1 || weights.quantized_dimension == 0);
    if ((scales != 1 && !per_channel) || (zeros > 1 && zeros != scales)) {
        throw InputError(
            "the weights have " + std::to_string(scales) + " scales and " + std::to_string(zeros) +
            " zero points along dimension " + std::to_string(weights.quantized_dimension) +
            "; they must have one, or one for each of " + std::to_string(channels) + " output channels");
    }
    desc.dtype = inputs.type == ElementType::int8 ? DType::int8 : DType::uint8;
    desc.quantization = {in.zero_point, out.zero_point,     in.scale,
                         out.scale,     Rounding::gemmlowp, DType::int32};
    layer.weights->scales.assign(weights.scales.begin(), weights.scales.end());
    const std::size_t taps = static_cast<std::size_t>(desc.kernel_size[0] * desc.kernel_size[1]);
    subtract_zero_points(layer.weights->kernel, weights.zero_points, taps, channels);
    check_quantized(layer);
}

}  // namespace convt::tools::tflite
