#include "compile/onnx/layers/channel_scaling.hpp"

namespace convt::tools {

ChannelScaling::ChannelScaling(const CompileLayer& layer)
    : channels_(static_cast<std::size_t>(layer.desc.out_channels)),
      scale_(channels_, 1.0),
      bias_(channels_, 0.0) {
    const std::vector<float>& bias = layer.weights->bias;
    if (!bias.empty()) bias_.assign(bias.begin(), bias.end());
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

/// Weights are [in][out/groups][spatial]; a group's outputs follow those of the group before.
void ChannelScaling::apply(CompileLayer& layer) const {
    if (!changed_) return;
    layer.weights->bias.assign(bias_.begin(), bias_.end());
    if (!scaled_) return;
    const ConvTransposeDesc& desc = layer.desc;
    std::vector<float>& kernel = layer.weights->kernel;
    const auto per_group = static_cast<std::size_t>(desc.out_channels / desc.groups);
    const auto in_per_group = static_cast<std::size_t>(desc.in_channels / desc.groups);
    const std::size_t taps = kernel.size() / (static_cast<std::size_t>(desc.in_channels) * per_group);
    for (std::size_t i = 0; i < kernel.size(); ++i) {
        const std::size_t in = i / (per_group * taps);
        const std::size_t out = in / in_per_group * per_group + i / taps % per_group;
        kernel[i] = static_cast<float>(static_cast<double>(kernel[i]) * scale_[out]);
    }
}

}  // namespace convt::tools
