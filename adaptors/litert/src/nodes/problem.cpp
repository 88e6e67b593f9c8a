#include "nodes/problem.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>

#include "failure.hpp"
#include "nodes/quantization.hpp"

namespace convt::litert {
namespace {

const HostTensor& tensor(const HostContext& context, int index) {
    return context.tensors[index];
}

/// What is cut off an axis of outputs by MediaPipe's rule, which states no size.
int cut_of_mediapipe(bool same, int in, int kernel, int stride) {
    return same ? std::max(0, kernel - (in - 1) % stride - 1) : 0;
}

void set_activation(HostActivation activation, ConvTransposeDesc& desc) {
    switch (activation) {
        case HostActivation::none:
            return;
        case HostActivation::relu:
            desc.activation = Activation::relu;
            return;
        case HostActivation::relu6:
            desc.activation = Activation::relu6;
            return;
        case HostActivation::relu_n1_to_1:
            desc.activation = Activation::clamp;
            desc.activation_min = -1;
            desc.activation_max = 1;
            return;
    }
    throw Failure("its fused activation is none of RELU, RELU_N1_TO_1 and RELU6");
}

/// TensorFlow Lite's rule: outputs are what a convolution makes the inputs of, half of whose padding is in
/// front.
void set_outputs(const Node& node, std::size_t d, std::int64_t out, ConvTransposeDesc& desc) {
    const std::int64_t stride = desc.strides[d], kernel = desc.kernel_size[d];
    const std::int64_t inputs = ((node.same ? out : out + 1 - kernel) + stride - 1) / stride;
    if (out < 1 || inputs != desc.in_spatial[d]) {
        throw Failure("its output_shape states a size of " + std::to_string(out) +
                      ", which does not belong to inputs of " + std::to_string(desc.in_spatial[d]));
    }
    desc.crop_left[d] = std::max<std::int64_t>((inputs - 1) * stride + kernel - out, 0) / 2;
    desc.out_spatial[d] = out;
}

void set_sizes(const Node& node, const Shape& in, const Shape& kernel, const Shape& out,
               ConvTransposeDesc& desc) {
    if (kernel[3] != in[3] || out[3] != kernel[0] || out[0] != in[0]) {
        throw Failure("batch or channels of inputs, weights and outputs do not belong together");
    }
    desc.batch = in[0];
    desc.in_channels = in[3];
    desc.out_channels = kernel[0];
    for (std::size_t d = 0; d < 2; ++d) {
        desc.in_spatial[d] = in[d + 1];
        desc.kernel_size[d] = kernel[d + 1];
        desc.strides[d] = node.strides[d];
        if (desc.strides[d] < 1) throw Failure("a stride is below 1");
        if (node.output_shape != kNoTensor) {
            set_outputs(node, d, out[d + 1], desc);
        } else {
            desc.crop_left[d] = cut_of_mediapipe(node.same, in[d + 1], kernel[d + 1], node.strides[d]) / 2;
            desc.out_spatial[d] = out[d + 1];
        }
    }
}

/// Outputs of the size that MediaPipe's operator has; TRANSPOSE_CONV with SAME padding mostly has multiples.
Shape outputs_of(const HostContext& context, const Node& node, bool multiples) {
    const Shape in = shape_of(tensor(context, node.inputs), "inputs");
    const Shape kernel = shape_of(tensor(context, node.weights), "weights");
    Shape out{in[0], 0, 0, kernel[0]};
    for (std::size_t d = 0; d < 2; ++d) {
        const int i = in[d + 1], k = kernel[d + 1], stride = node.strides[d];
        if (stride < 1) throw Failure("a stride is below 1");
        out[d + 1] =
            multiples ? i * stride : stride * (i - 1) + k - cut_of_mediapipe(node.same, i, k, stride);
    }
    return out;
}

}  // namespace

Shape shape_of(const HostTensor& tensor, const char* name) {
    const int axes = tensor.dims == nullptr ? 0 : tensor.dims->size;
    if (axes != 4)
        throw Failure(std::string("its ") + name + " have " + std::to_string(axes) + " axes instead of 4");
    Shape shape;
    std::copy_n(tensor.dims->data, 4, shape.begin());
    return shape;
}

std::optional<Shape> known_outputs(const HostContext& context, const Node& node) {
    if (node.output_shape == kNoTensor) return outputs_of(context, node, false);
    if (!is_constant(tensor(context, node.output_shape))) return {};
    return stated_outputs(context, node);
}

Shape stated_outputs(const HostContext& context, const Node& node) {
    const HostTensor& stated = tensor(context, node.output_shape);
    Shape shape;
    if (stated.type != ElementType::int32 || stated.data == nullptr || stated.bytes != sizeof shape) {
        throw Failure("its output_shape is not four numbers of int32");
    }
    std::memcpy(shape.data(), stated.data, sizeof shape);
    return shape;
}

Shape likely_outputs(const HostContext& context, const Node& node) {
    return outputs_of(context, node, node.same);
}

ConvTransposeDesc describe(const HostContext& context, const Node& node, const Shape& outputs) {
    const HostTensor &in = tensor(context, node.inputs), &weights = tensor(context, node.weights);
    if (node.half_weights == kNoTensor && !is_constant(weights)) throw Failure("its weights are no constant");
    ConvTransposeDesc desc;
    set_sizes(node, shape_of(in, "inputs"), shape_of(weights, "weights"), outputs, desc);
    set_activation(node.activation, desc);
    set_types(context, node, desc);
    check(validate(desc));
    return desc;
}

}  // namespace convt::litert
