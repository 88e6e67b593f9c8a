#include "tensorflow/kernel.hpp"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <new>
#include <string_view>

#include "tensorflow/handles.hpp"
#include "tensorflow/types.hpp"

namespace convt::python {
namespace {

std::atomic<const BridgeTable*> attached{nullptr};

/// The attributes of one node.
struct Kernel {
    BridgeCall::Values strides, dilation_rate, output_padding;
    Padding padding;
    DataFormat data_format;
};

/// Says "<name> has <count> <rule>".
void refuse(const char* name, int count, const char* rule, TfStatus& status) noexcept {
    constexpr std::size_t kMost = 128;
    char message[kMost];
    std::snprintf(message, kMost, "%s has %d %s", name, count, rule);
    status.set(kTfInvalidArgument, message);
}

void read_list(TF_OpKernelConstruction* construction, const char* name, BridgeCall::Values& values,
               TfStatus& status) {
    std::int32_t count = 0;
    std::int32_t unused = 0;
    if (!status.ok()) return;
    TF_OpKernelConstruction_GetAttrSize(construction, name, &count, &unused, status.get());
    if (!status.ok()) return;
    if (count > kMaxRank) {
        refuse(name, count, "values; it must have one for each spatial axis, at most 3", status);
        return;
    }
    values.count = count;
    TF_OpKernelConstruction_GetAttrInt64List(construction, name, values.values, count, status.get());
}

/// Whether an attribute has this value, of the two that its declaration lets it have.
bool is_value(TF_OpKernelConstruction* construction, const char* name, std::string_view wanted,
              TfStatus& status) {
    constexpr std::size_t kMost = 16;
    char value[kMost] = {};
    if (status.ok())
        TF_OpKernelConstruction_GetAttrString(construction, name, value, kMost - 1, status.get());
    return wanted == value;
}

TF_Code code_of(StatusCode code) noexcept {
    switch (code) {
        case StatusCode::out_of_memory:
            return kTfResourceExhausted;
        case StatusCode::unsupported:
            return kTfUnimplemented;
        case StatusCode::internal:
            return kTfInternal;
        default:
            return kTfInvalidArgument;
    }
}

constexpr int kMostAxes = kMaxRank + 2;

/// An input of a run, with its shape where convt can look at it.
struct Input {
    TfTensor tensor;
    std::int64_t shape[kMostAxes] = {};
    int axes = 0;
};

void read_input(TF_OpKernelContext* context, int index, Input& input, TfStatus& status) {
    TF_Tensor* read = nullptr;
    if (!status.ok()) return;
    TF_GetInput(context, index, &read, status.get());
    if (!status.ok()) return;
    input.tensor.reset(read);
    input.axes = TF_NumDims(read);
    if (input.axes > kMostAxes) {
        refuse(index == 0 ? "inputs" : "kernel", input.axes, "axes; it must have 3 to 5", status);
        return;
    }
    for (int axis = 0; axis < input.axes; ++axis) input.shape[axis] = TF_Dim(read, axis);
}

/// Where a run's outputs come from.
struct Outputs {
    TF_OpKernelContext* context;
    TF_DataType type;
    std::size_t element_bytes;
    TfStatus& status;
    TfTensor tensor;
};

void* allocate(void* state, const std::int64_t* shape, int axes) {
    auto& outputs = *static_cast<Outputs*>(state);
    std::size_t bytes = outputs.element_bytes;
    for (int axis = 0; axis < axes; ++axis) bytes *= static_cast<std::size_t>(shape[axis]);
    outputs.tensor.reset(
        TF_AllocateOutput(outputs.context, 0, outputs.type, shape, axes, bytes, outputs.status.get()));
    return outputs.status.ok() ? TF_TensorData(outputs.tensor.get()) : nullptr;
}

void run(const Kernel& kernel, TF_OpKernelContext* context, TfStatus& status) {
    const BridgeTable* const bridge = attached.load();
    if (bridge == nullptr) {
        status.set(kTfFailedPrecondition,
                   "convt's operator was loaded without convt: import convt.tensorflow");
        return;
    }
    Input inputs, weights;
    read_input(context, 0, inputs, status);
    read_input(context, 1, weights, status);
    if (!status.ok()) return;
    const TF_DataType type = TF_TensorType(inputs.tensor.get());
    const auto* const known = std::find_if(std::begin(kTfTypes), std::end(kTfTypes),
                                           [&](const TfType& each) { return each.tensorflow == type; });
    if (known == std::end(kTfTypes)) {
        status.set(kTfInternal, "the operator ran with a type that it is not registered for");
        return;
    }
    Outputs outputs{context, type, known->bytes, status, nullptr};
    const BridgeCall call{inputs.shape,
                          inputs.axes,
                          weights.shape,
                          weights.axes,
                          kernel.strides,
                          kernel.dilation_rate,
                          kernel.output_padding,
                          kernel.padding,
                          kernel.data_format,
                          known->convt,
                          TF_TensorData(inputs.tensor.get()),
                          TF_TensorData(weights.tensor.get()),
                          &allocate,
                          &outputs};
    constexpr std::size_t kMostMessage = 512;
    char message[kMostMessage] = "";
    const StatusCode code = bridge->conv_transpose(call, message, kMostMessage);
    // Where TensorFlow had no memory, its own words are kept.
    if (code != StatusCode::ok && status.ok()) status.set(code_of(code), message);
}

}  // namespace

void attach(const BridgeTable* bridge) noexcept {
    attached.store(bridge);
}

void* create_kernel(TF_OpKernelConstruction* construction) {
    std::unique_ptr<Kernel> kernel(new (std::nothrow) Kernel{});
    TfStatus status;
    if (kernel == nullptr) {
        status.set(kTfResourceExhausted, "there is no memory for the operator");
    } else {
        read_list(construction, "strides", kernel->strides, status);
        read_list(construction, "dilation_rate", kernel->dilation_rate, status);
        read_list(construction, "output_padding", kernel->output_padding, status);
        kernel->padding = is_value(construction, "padding", "same", status) ? Padding::same : Padding::valid;
        kernel->data_format = is_value(construction, "data_format", "channels_first", status)
                                  ? DataFormat::channels_first
                                  : DataFormat::channels_last;
    }
    if (status.ok()) return kernel.release();
    TF_OpKernelConstruction_Failure(construction, status.get());
    return nullptr;
}

void compute_kernel(void* kernel, TF_OpKernelContext* context) {
    TfStatus status;
    run(*static_cast<const Kernel*>(kernel), context, status);
    if (!status.ok()) TF_OpKernelContext_Failure(context, status.get());
}

void delete_kernel(void* kernel) {
    delete static_cast<Kernel*>(kernel);
}

}  // namespace convt::python
