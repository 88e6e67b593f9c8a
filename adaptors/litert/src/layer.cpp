#include "layer.hpp"

#include <cstddef>
#include <cstring>
#include <utility>
#include <vector>

#include "failure.hpp"
#include "half.hpp"
#include "nodes/quantization.hpp"

namespace convt::litert {
namespace {

/// [out, spatial, in] to [spatial, out, in], which is Keras's order.
std::vector<std::byte> reordered(const void* weights, const ConvTransposeDesc& desc, std::size_t element) {
    const auto channels = static_cast<std::size_t>(desc.out_channels);
    const auto taps = static_cast<std::size_t>(desc.kernel_size[0] * desc.kernel_size[1]);
    const std::size_t run = static_cast<std::size_t>(desc.in_channels) * element;
    std::vector<std::byte> moved(channels * taps * run);
    const auto* const from = static_cast<const std::byte*>(weights);
    for (std::size_t channel = 0; channel < channels; ++channel) {
        for (std::size_t tap = 0; tap < taps; ++tap) {
            std::memcpy(&moved[(tap * channels + channel) * run], from + (channel * taps + tap) * run, run);
        }
    }
    return moved;
}

std::vector<std::byte> ordered_weights(const HostTensor& weights, const ConvTransposeDesc& desc) {
    if (weights.type != ElementType::float16) {
        return reordered(weights.data, desc, weights.type == ElementType::float32 ? sizeof(float) : 1);
    }
    const auto values = static_cast<std::size_t>(desc.out_channels * desc.kernel_size[0] *
                                                 desc.kernel_size[1] * desc.in_channels);
    return reordered(widened(weights.data, values).data(), desc, sizeof(float));
}

}  // namespace

Plan make_plan(const ConvTransposeDesc& desc, int threads) {
    PlanOptions options;
    options.threads = threads;
    return checked(Plan::create(desc, options));
}

Layer make_layer(Plan plan, const HostTensor& weights, const Layer* before) {
    if (before != nullptr && before->packed->pack_id() == plan.pack_id())
        return {std::move(plan), before->packed};
    const std::vector<std::byte> kernel = ordered_weights(weights, plan.desc());
    const bool quantized = plan.desc().dtype == DType::int8;
    PackedKernel packed =
        checked(quantized ? plan.pack(kernel.data(), scales_of(weights)) : plan.pack(kernel.data()));
    return {std::move(plan), std::make_shared<const PackedKernel>(std::move(packed))};
}

}  // namespace convt::litert
