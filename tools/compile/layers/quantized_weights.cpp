#include "compile/layers/quantized_weights.hpp"

#include <cmath>
#include <cstdio>
#include <limits>

#include "support/input_error.hpp"

namespace convt::tools {
namespace {

void check_integers(const char* what, const std::vector<double>& values, std::int64_t least,
                    std::int64_t most) {
    for (const double value : values) {
        if (value >= static_cast<double>(least) && value <= static_cast<double>(most)) continue;
        char number[32];
        std::snprintf(number, sizeof number, "%.0f", value);
        throw InputError(std::string("the ") + what + " less their zero point reach " + number +
                         "; they must be from " + std::to_string(least) + " to " + std::to_string(most));
    }
}

}  // namespace

void subtract_zero_points(std::vector<double>& kernel, std::span<const std::int64_t> zero_points,
                          std::size_t taps, std::size_t channels) {
    if (zero_points.empty()) return;
    for (std::size_t i = 0; i < kernel.size(); ++i) {
        const std::size_t channel = zero_points.size() == 1 ? 0 : i / taps % channels;
        kernel[i] -= static_cast<double>(zero_points[channel]);
    }
}

void check_quantized(const CompileLayer& layer) {
    require(validate(layer.desc));
    const Quantization& q = layer.desc.quantization;
    check_integers("weights", layer.weights->kernel, -128, 127);
    if (q.bias_dtype == DType::int32) {
        check_integers("values of the bias", layer.weights->bias, std::numeric_limits<std::int32_t>::min(),
                       std::numeric_limits<std::int32_t>::max());
    }
    for (const float scale : layer.weights->scales) {
        const float product = q.input_scale * scale, multiplier = product / q.output_scale;
        if (scale > 0 && std::isfinite(product) && std::isfinite(multiplier)) continue;
        throw InputError("a scale of the weights is " + std::to_string(scale) +
                         "; with those of inputs and outputs it leads out of float32");
    }
}

}  // namespace convt::tools
