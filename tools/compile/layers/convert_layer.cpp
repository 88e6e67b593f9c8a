#include "compile/layers/convert_layer.hpp"

#include "compile/layers/element_values.hpp"
#include "src/base/elements.hpp"
#include "src/problem/quantization.hpp"

namespace convt::tools {
namespace {

/// Weights and bias become the numbers that their integers stand for.
void dequantize(CompileLayer& layer) {
    ConvTransposeDesc& desc = layer.desc;
    Weights& weights = *layer.weights;
    const auto channels = static_cast<std::size_t>(desc.out_channels);
    const auto scale = [&](std::size_t c) {
        return static_cast<double>(weights.scales[weights.scales.size() == 1 ? 0 : c]);
    };
    const std::size_t taps = weights.kernel.size() / channels / static_cast<std::size_t>(desc.in_channels);
    for (std::size_t i = 0; i < weights.kernel.size(); ++i) weights.kernel[i] *= scale(i / taps % channels);
    for (std::size_t c = 0; c < weights.bias.size(); ++c) {
        weights.bias[c] *= static_cast<double>(desc.quantization.input_scale) * scale(c);
    }
    weights.scales.clear();
    desc.quantization = {};
    desc.output_dtype.reset();
}

}  // namespace

void convert_layer(CompileLayer& layer, DType dtype, std::vector<std::string>& remarks) {
    ConvTransposeDesc& desc = layer.desc;
    if (desc.dtype == dtype) return;
    const std::string before = detail::dtype_name(desc.dtype), after = detail::dtype_name(dtype);
    if (detail::is_quantized(desc.dtype)) dequantize(layer);
    desc.dtype = dtype;
    if (layer.weights) {
        layer.weights->kernel = rounded_values("weights", layer.weights->kernel, dtype);
        layer.weights->bias = rounded_values("values of the bias", layer.weights->bias, bias_dtype(desc));
    }
    remarks.push_back("The model computes in " + before + "; the layer takes, computes and gives " + after +
                      ".");
}

}  // namespace convt::tools
