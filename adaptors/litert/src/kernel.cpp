#include "kernel.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <new>

#include "failure.hpp"

namespace convt::litert {
namespace {

std::string name_of(const HostContext& context, const Node& node) {
    const char* const name = context.tensors[node.outputs].name;
    return name == nullptr ? "a node without a name" : name;
}

/// An array that the host frees.
IntArray* array_of(const Shape& shape) {
    void* const memory = std::malloc(sizeof(int) + sizeof shape);
    if (memory == nullptr) throw std::bad_alloc();
    auto* const array = static_cast<IntArray*>(memory);
    array->size = static_cast<int>(shape.size());
    std::copy(shape.begin(), shape.end(), array->data);
    return array;
}

}  // namespace

Kernel::Kernel(const HostContext& context, Delegate& delegate, const Node& node)
    : delegate_(delegate),
      node_(node),
      entry_(delegate.report.add(name_of(context, node), "convt, not planned yet")) {}

void Kernel::prepare(HostContext& context) {
    const std::optional<Shape> outputs = known_outputs(context, node_);
    if (outputs) {
        resize_outputs(context, *outputs);
        settle(context, *outputs);
        return;
    }
    HostTensor& tensor = context.tensors[node_.outputs];
    if (tensor.allocation_type == Allocation::dynamic) return;
    tensor.allocation_type = Allocation::dynamic;
    tensor.data = nullptr;
}

void Kernel::resize_outputs(HostContext& context, const Shape& outputs) const {
    const HostStatus status =
        context.resize_tensor(&context, &context.tensors[node_.outputs], array_of(outputs));
    if (status != HostStatus::ok) throw Failure("its outputs cannot be resized");
}

void Kernel::settle(const HostContext& context, const Shape& outputs) {
    const Shape inputs = shape_of(context.tensors[node_.inputs], "inputs");
    if (layer_ && inputs == inputs_ && outputs == outputs_) return;
    Plan plan = make_plan(describe(context, node_, outputs), delegate_.contexts.threads());
    const bool is_half = node_.half_weights != kNoTensor;
    const HostTensor& weights = context.tensors[is_half ? node_.half_weights : node_.weights];
    layer_ = make_layer(std::move(plan), weights, layer_ ? &*layer_ : nullptr);
    inputs_ = inputs;
    outputs_ = outputs;
    delegate_.report.set_fate(entry_, std::string("convt, ") + layer_->plan.kernel_name());
}

void Kernel::run(HostContext& context) {
    if (context.tensors[node_.outputs].allocation_type == Allocation::dynamic) {
        const std::optional<Shape> known = known_outputs(context, node_);
        const Shape outputs = known ? *known : stated_outputs(context, node_);
        resize_outputs(context, outputs);
        settle(context, outputs);
    }
    const void* const bias = node_.bias == kNoTensor ? nullptr : context.tensors[node_.bias].data;
    const BorrowedContext borrowed(delegate_.contexts);
    check(layer_->plan.run(context.tensors[node_.inputs].data, *layer_->packed, bias,
                           context.tensors[node_.outputs].data, *borrowed));
    entry_.runs.fetch_add(1);
}

namespace {

/// What a host takes for a kernel that could not be made.
void* init_failed() noexcept {
    return reinterpret_cast<void*>(std::intptr_t{-1});
}

void* init(HostContext* context, const char* buffer, std::size_t) noexcept {
    try {
        const auto& params = *reinterpret_cast<const DelegateParams*>(buffer);
        HostNode* node = nullptr;
        Registration* registration = nullptr;
        const int index = params.nodes_to_replace->data[0];
        if (context->get_node_and_registration(context, index, &node, &registration) != HostStatus::ok) {
            return init_failed();
        }
        return new Kernel(*context, delegate_of(*params.delegate), read_node(*context, *node, *registration));
    } catch (const std::exception& error) {
        context->report_error(context, "convt: %s", error.what());
        return init_failed();
    }
}

void release(HostContext*, void* kernel) noexcept {
    if (kernel != init_failed()) delete static_cast<Kernel*>(kernel);
}

template <void (Kernel::*function)(HostContext&)>
HostStatus call(HostContext* context, HostNode* node) noexcept {
    try {
        (static_cast<Kernel*>(node->user_data)->*function)(*context);
        return HostStatus::ok;
    } catch (const std::exception& error) {
        context->report_error(context, "convt: %s", error.what());
        return HostStatus::error;
    }
}

}  // namespace

Registration kernel_registration() noexcept {
    Registration registration{};
    registration.init = init;
    registration.free = release;
    registration.prepare = call<&Kernel::prepare>;
    registration.invoke = call<&Kernel::run>;
    registration.builtin_code = kDelegateOperator;
    registration.custom_name = "ConvtTransposeConv";
    registration.version = 1;
    return registration;
}

}  // namespace convt::litert
