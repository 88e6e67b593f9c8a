#include "nodes/node.hpp"

#include <cstring>
#include <string>
#include <string_view>

#include "failure.hpp"

namespace convt::litert {
namespace {

constexpr std::string_view kMediaPipe = "Convolution2DTransposeBias";
/// MediaPipe reads these members alone; its older files hold no more.
constexpr int kMediaPipeBytes = 3 * sizeof(int);

int tensor_at(const IntArray* tensors, int index) {
    return tensors != nullptr && index < tensors->size ? tensors->data[index] : kNoTensor;
}

TransposeConvParams params_of(const HostNode& node, bool is_builtin) {
    TransposeConvParams params{};
    const void* const data = is_builtin ? node.builtin_data : node.custom_initial_data;
    if (data == nullptr || (!is_builtin && node.custom_initial_data_size < kMediaPipeBytes)) {
        throw Failure("its options are missing");
    }
    std::memcpy(&params, data, is_builtin ? sizeof params : kMediaPipeBytes);
    return params;
}

void read_params(const TransposeConvParams& params, Node& node) {
    if (params.padding != HostPadding::same && params.padding != HostPadding::valid) {
        throw Failure("its padding is neither SAME nor VALID");
    }
    node.same = params.padding == HostPadding::same;
    node.strides[0] = params.stride_height;
    node.strides[1] = params.stride_width;
    node.activation = params.activation;
}

/// The input of the DEQUANTIZE that makes a tensor; kNoTensor where none does.
int dequantized(HostContext& context, int tensor) {
    IntArray* plan = nullptr;
    if (context.get_execution_plan(&context, &plan) != HostStatus::ok) return kNoTensor;
    for (int i = 0; i < plan->size; ++i) {
        HostNode* node = nullptr;
        Registration* registration = nullptr;
        const int index = plan->data[i];
        if (context.get_node_and_registration(&context, index, &node, &registration) != HostStatus::ok) break;
        if (registration->builtin_code == kDequantize && tensor_at(node->outputs, 0) == tensor) {
            return tensor_at(node->inputs, 0);
        }
    }
    return kNoTensor;
}

bool is_constant_half(const HostContext& context, int tensor) {
    if (tensor == kNoTensor) return false;
    const HostTensor& read = context.tensors[tensor];
    return read.type == ElementType::float16 && is_constant(read);
}

}  // namespace

bool is_constant(const HostTensor& tensor) noexcept {
    return tensor.data != nullptr && (tensor.allocation_type == Allocation::read_only ||
                                      tensor.allocation_type == Allocation::persistent_read_only);
}

bool is_transpose_conv(const Registration& registration) noexcept {
    if (registration.builtin_code == kTransposeConv) return true;
    return registration.builtin_code == kCustomOperator && registration.custom_name != nullptr &&
           registration.custom_name == kMediaPipe;
}

Node read_node(HostContext& context, const HostNode& node, const Registration& registration) {
    const bool is_builtin = registration.builtin_code == kTransposeConv;
    Node read;
    read.inputs = tensor_at(node.inputs, is_builtin ? 2 : 0);
    read.weights = tensor_at(node.inputs, 1);
    read.bias = tensor_at(node.inputs, is_builtin ? 3 : 2);
    if (is_builtin) read.output_shape = tensor_at(node.inputs, 0);
    read.outputs = tensor_at(node.outputs, 0);
    const bool has_shape = !is_builtin || read.output_shape != kNoTensor;
    if (read.inputs == kNoTensor || read.weights == kNoTensor || read.outputs == kNoTensor || !has_shape) {
        throw Failure("an input or its output is missing");
    }
    read_params(params_of(node, is_builtin), read);
    if (!is_constant(context.tensors[read.weights])) {
        const int source = dequantized(context, read.weights);
        if (is_constant_half(context, source)) read.half_weights = source;
    }
    return read;
}

}  // namespace convt::litert
