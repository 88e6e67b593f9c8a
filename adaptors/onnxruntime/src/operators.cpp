#include "operators.hpp"

#include "errors.hpp"
#include "kernel.hpp"
#include "shape_inference.hpp"

namespace convt::ort {
namespace {

/// X, W and B, as the host counts them.
constexpr std::size_t kInputs = 3;
constexpr std::size_t kBias = 2;

/// A kernel with the table that its run needs to say what went wrong.
struct KernelOfHost {
    Api api;
    Kernel kernel;
};

ElementType element_of(const OrtCustomOp* op, std::size_t) noexcept {
    return static_cast<const Operator*>(op)->element;
}

OrtStatus* create(const OrtCustomOp* op, const OrtApi* table, const OrtKernelInfo* info,
                  void** kernel) noexcept {
    const Api api(table);
    return guarded(api, [&] {
        const auto& self = *static_cast<const Operator*>(op);
        *kernel = new KernelOfHost{api, Kernel(api, info, self.dtype, *self.workspaces)};
    });
}

OrtStatus* compute(void* kernel, OrtKernelContext* run) noexcept {
    auto& self = *static_cast<KernelOfHost*>(kernel);
    return guarded(self.api, [&] { self.kernel.compute(run); });
}

Operator operator_of(const Host& host, ElementType element, DType dtype, Workspaces& workspaces) noexcept {
    Operator op{};
    op.version = kApiVersion;
    op.get_name = [](const OrtCustomOp*) noexcept { return "ConvTranspose"; };
    op.get_execution_provider_type = [](const OrtCustomOp*) noexcept -> const char* { return nullptr; };
    op.get_input_type = element_of;
    op.get_input_type_count = [](const OrtCustomOp*) noexcept { return kInputs; };
    op.get_output_type = element_of;
    op.get_output_type_count = [](const OrtCustomOp*) noexcept { return std::size_t{1}; };
    op.kernel_destroy = [](void* kernel) noexcept { delete static_cast<KernelOfHost*>(kernel); };
    op.get_input_characteristic = [](const OrtCustomOp*, std::size_t index) noexcept {
        return index == kBias ? Presence::optional : Presence::required;
    };
    op.get_output_characteristic = [](const OrtCustomOp*, std::size_t) noexcept {
        return Presence::required;
    };
    op.get_input_memory_type = [](const OrtCustomOp*, std::size_t) noexcept {
        return MemoryType::of_provider;
    };
    op.create_kernel_v2 = create;
    op.kernel_compute_v2 = compute;
    op.infer_output_shape = host.infers_shapes ? infer_output_shape : nullptr;
    op.table = host.table;
    op.element = element;
    op.dtype = dtype;
    op.workspaces = &workspaces;
    return op;
}

}  // namespace

std::array<Operator, 3> operators(const Host& host, Workspaces& workspaces) noexcept {
    return {operator_of(host, ElementType::float32, DType::float32, workspaces),
            operator_of(host, ElementType::float64, DType::float64, workspaces),
            operator_of(host, ElementType::float16, DType::float16, workspaces)};
}

}  // namespace convt::ort
