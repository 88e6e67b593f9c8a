#include "kernel.hpp"

#include <algorithm>
#include <string>

#include "errors.hpp"

namespace convt::ort {
namespace {

/// The weights, where they are a constant of the model.
std::optional<Tensor> constant_weights(const Api& api, const OrtKernelInfo* info) {
    int is_constant = 0;
    const OrtValue* value = nullptr;
    check(api, api(entry::kernel_info_get_constant_input_tensor)(info, 1, &is_constant, &value));
    if (is_constant == 0 || value == nullptr) return {};
    return tensor_of(api, value);
}

/// The shape of X as the model states it; nothing where it leaves a size open.
std::optional<Shape> stated_inputs(const Api& api, const OrtKernelInfo* info) {
    OrtTypeInfo* made = nullptr;
    if (!is_present(api, api(entry::kernel_info_get_input_type_info)(info, 0, &made))) return {};
    const Owned type(api, entry::release_type_info, made);
    const OrtTensorTypeAndShapeInfo* tensor = nullptr;
    check(api, api(entry::cast_type_info_to_tensor_info)(type.get(), &tensor));
    if (tensor == nullptr) return {};
    Shape shape = shape_of(api, tensor);
    const bool is_open = shape.empty() || *std::min_element(shape.begin(), shape.end()) < 0;
    return is_open ? std::nullopt : std::optional(std::move(shape));
}

}  // namespace

Kernel::Kernel(const Api& api, const OrtKernelInfo* info, DType dtype, Workspaces& workspaces)
    : api_(api),
      dtype_(dtype),
      workspaces_(workspaces),
      layers_(Attributes(KernelAttributes(api, info)), dtype, workspaces.threads(),
              constant_weights(api, info).has_value()) {
    const std::optional<Tensor> weights = constant_weights(api, info);
    const std::optional<Shape> inputs = stated_inputs(api, info);
    if (weights && inputs) static_cast<void>(layers_.find(*inputs, *weights, nullptr));
}

std::optional<Tensor> Kernel::input(const OrtKernelContext* run, std::size_t index) const {
    std::size_t count = 0;
    check(api_, api_(entry::kernel_context_get_input_count)(run, &count));
    if (index >= count) return {};
    const OrtValue* value = nullptr;
    check(api_, api_(entry::kernel_context_get_input)(run, index, &value));
    return value == nullptr ? std::nullopt : std::optional(tensor_of(api_, value));
}

Tensor Kernel::needed_input(const OrtKernelContext* run, std::size_t index, const char* name) const {
    std::optional<Tensor> tensor = input(run, index);
    if (!tensor) throw Failure(ErrorCode::invalid_argument, std::string("convt: ") + name + " is missing");
    return std::move(*tensor);
}

void Kernel::check_bias(const std::optional<Tensor>& bias, const Layer& layer) const {
    const std::int64_t channels = layer.plan.desc().out_channels;
    if (bias && bias->shape != Shape{channels}) {
        const std::string has = bias->shape.size() == 1 ? std::to_string(bias->shape[0]) + " values"
                                                        : std::to_string(bias->shape.size()) + " axes";
        throw Failure(ErrorCode::invalid_argument,
                      "convt: B has " + has + "; it must have one axis with a value for each of the " +
                          std::to_string(channels) + " output channels");
    }
}

void Kernel::compute(OrtKernelContext* run) {
    const Tensor inputs = needed_input(run, 0, "X");
    const Tensor weights = needed_input(run, 1, "W");
    const std::optional<Tensor> bias = input(run, 2);
    const BorrowedWorkspace workspace(workspaces_, run);
    const std::shared_ptr<const Layer> layer = layers_.find(inputs.shape, weights, &workspace->context);
    check_bias(bias, *layer);

    // Sums of float16 are float32, and so is their bias.
    std::vector<float> wide_bias;
    const void* bias_values = bias ? bias->data : nullptr;
    if (bias && dtype_ == DType::float16) {
        wide_bias = widened(bias->data, static_cast<std::size_t>(bias->shape[0]));
        bias_values = wide_bias.data();
    }
    OrtValue* value = nullptr;
    check(api_, api_(entry::kernel_context_get_output)(run, 0, layer->outputs.data(), layer->outputs.size(),
                                                       &value));
    void* outputs = nullptr;
    check(api_, api_(entry::get_tensor_mutable_data)(value, &outputs));

    const Plan& plan = layer->plan;
    if (layer->packed != nullptr) {
        check(plan.run(inputs.data, *layer->packed, bias_values, outputs, workspace->context));
        return;
    }
    const std::size_t bytes = plan.unpacked_bytes(KernelOrder::pytorch);
    check(plan.run_unpacked(inputs.data, weights.data, KernelOrder::pytorch, bias_values, outputs,
                            workspace->reserve(bytes), bytes, workspace->context));
}

}  // namespace convt::ort
