#include "compile/onnx/layers/channel_scaling.hpp"

#include <algorithm>
#include <cmath>

#include "compile/layers/element_values.hpp"

namespace convt::tools {
namespace {

/// The output channel of a weight. Weights are [in][out/groups][spatial]; a group's outputs follow those of
/// the group before.
std::size_t channel_of(const CompileLayer& layer, std::size_t weight) {
    const ConvTransposeDesc& desc = layer.desc;
    const auto per_group = static_cast<std::size_t>(desc.out_channels / desc.groups);
    const auto in_per_group = static_cast<std::size_t>(desc.in_channels / desc.groups);
    const std::size_t taps =
        layer.weights->kernel.size() / (static_cast<std::size_t>(desc.in_channels) * per_group);
    return weight / (per_group * taps) / in_per_group * per_group + weight / taps % per_group;
}

}  // namespace

ChannelScaling::ChannelScaling(const CompileLayer& layer)
    : channels_(static_cast<std::size_t>(layer.desc.out_channels)),
      dtype_(layer.desc.dtype),
      scale_(channels_, 1.0),
      bias_(channels_, 0.0),
      largest_(channels_, 0.0) {
    const std::vector<double>& kernel = layer.weights->kernel;
    for (std::size_t i = 0; i < kernel.size(); ++i) {
        double& largest = largest_[channel_of(layer, i)];
        if (std::isfinite(kernel[i])) largest = std::max(largest, std::fabs(kernel[i]));
    }
    const std::vector<double>& bias = layer.weights->bias;
    if (!bias.empty()) bias_ = bias;
}

bool ChannelScaling::holds(const Values& factors) const {
    for (std::size_t c = 0; c < channels_; ++c) {
        if (!std::isfinite(rounded_to(dtype_, largest_[c] * scale_[c] * factors[c]))) return false;
    }
    return true;
}

void ChannelScaling::add(const Values& values) {
    changed_ = true;
    for (std::size_t c = 0; c < channels_; ++c) bias_[c] += values[c];
}

void ChannelScaling::multiply(const Values& factors) {
    changed_ = scaled_ = true;
    for (std::size_t c = 0; c < channels_; ++c) {
        bias_[c] *= factors[c];
        scale_[c] *= factors[c];
    }
}

void ChannelScaling::apply(CompileLayer& layer) const {
    if (!changed_) return;
    const ConvTransposeDesc& desc = layer.desc;
    layer.weights->bias = bias_;
    for (double& value : layer.weights->bias) value = rounded_to(bias_dtype(desc), value);
    if (!scaled_) return;
    std::vector<double>& kernel = layer.weights->kernel;
    for (std::size_t i = 0; i < kernel.size(); ++i) {
        kernel[i] = rounded_to(desc.dtype, kernel[i] * scale_[channel_of(layer, i)]);
    }
}

}  // namespace convt::tools
