#include "nodes/quantization.hpp"

#include <algorithm>
#include <string>

#include "failure.hpp"

namespace convt::litert {
namespace {

const AffineQuantization& affine(const HostTensor& tensor) {
    const auto* const read = static_cast<const AffineQuantization*>(tensor.quantization.params);
    if (tensor.quantization.type != kAffineQuantization || read == nullptr || read->scale == nullptr) {
        throw Failure("its weights state no scales");
    }
    return *read;
}

void check_weights(const HostTensor& weights, std::int64_t channels) {
    const AffineQuantization& read = affine(weights);
    const bool per_channel = read.scale->size == channels && (channels == 1 || read.quantized_dimension == 0);
    if (read.scale->size != 1 && !per_channel) {
        throw Failure("its weights have " + std::to_string(read.scale->size) + " scales along axis " +
                      std::to_string(read.quantized_dimension) +
                      "; there must be one, or one for each output channel");
    }
    if (read.zero_point == nullptr) return;
    const int* const zeros = read.zero_point->data;
    if (std::any_of(zeros, zeros + read.zero_point->size, [](int zero) { return zero != 0; })) {
        throw Failure("its weights have a zero point");
    }
}

void check_bias(const HostTensor& bias, ElementType type, std::int64_t channels) {
    const int axes = bias.dims == nullptr ? 0 : bias.dims->size;
    if (bias.type != type) throw Failure("its bias is of another type than its sums");
    if (axes != 1 || bias.dims->data[0] != channels)
        throw Failure("its bias has not one value for each output channel");
}

}  // namespace

void set_types(const HostContext& context, const Node& node, ConvTransposeDesc& desc) {
    const HostTensor &in = context.tensors[node.inputs], &weights = context.tensors[node.weights],
                     &out = context.tensors[node.outputs];
    if (in.type != ElementType::float32 && in.type != ElementType::int8) {
        throw Failure("its inputs are neither float32 nor int8");
    }
    if (weights.type != in.type || out.type != in.type) {
        throw Failure("inputs, weights and outputs are of different types");
    }
    const bool quantized = in.type == ElementType::int8;
    if (node.bias != kNoTensor) {
        check_bias(context.tensors[node.bias], quantized ? ElementType::int32 : ElementType::float32,
                   desc.out_channels);
    }
    if (!quantized) return;
    check_weights(weights, desc.out_channels);
    desc.dtype = DType::int8;
    desc.quantization = {in.params.zero_point, out.params.zero_point, in.params.scale,
                         out.params.scale,     Rounding::gemmlowp,    DType::int32};
}

KernelScales scales_of(const HostTensor& weights) {
    const AffineQuantization& read = affine(weights);
    return {read.scale->data, read.scale->size};
}

}  // namespace convt::litert
