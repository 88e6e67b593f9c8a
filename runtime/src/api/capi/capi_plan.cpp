#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <variant>

#include "api/capi/capi_support.hpp"

using namespace convt;

struct convt_plan {
    Plan plan;
};
struct convt_packed_kernel {
    PackedKernel packed;
};
struct convt_tensor {
    std::variant<Tensor, TensorOf<double>> tensor;
};

namespace {

/// What the interface's first version had.
constexpr std::size_t kFirstPlanOptionsSize = offsetof(convt_plan_options, algorithm);

constexpr convt_plan_options kDefaultPlanOptions{
    sizeof(convt_plan_options), CONVT_ISA_ANY, nullptr, CONVT_ALGORITHM_AUTOMATIC, SIZE_MAX, nullptr, 0, 0};

Status to_cpp(const convt_plan_options* options, PlanOptions& out) {
    convt_plan_options known = kDefaultPlanOptions;
    if (Status s = capi::read_struct("options", options, kFirstPlanOptionsSize, known); !s.ok()) return s;
    if (known.max_isa != CONVT_ISA_ANY) {
        if (Status s = capi::check_enumerator("max_isa", known.max_isa, CONVT_ISA_NEON + 1); !s.ok())
            return s;
        out.max_isa = static_cast<Isa>(known.max_isa);
    }
    if (known.kernel_name != nullptr) out.kernel_name = known.kernel_name;
    if (Status s = capi::check_enumerator("algorithm", known.algorithm, CONVT_ALGORITHM_WINOGRAD + 1);
        !s.ok())
        return s;
    out.algorithm = static_cast<Algorithm>(known.algorithm);
    out.max_packed_bytes = known.max_packed_bytes;
    out.threads = known.threads;
    if (known.tuned != nullptr) out.tuned = known.tuned->table;
    if (Status s = capi::check_enumerator("any_size", known.any_size, 2); !s.ok()) return s;
    out.any_size = known.any_size != 0;
    return {};
}

}  // namespace

extern "C" {

void convt_plan_options_init(convt_plan_options* options, size_t struct_size) {
    capi::write_struct(kDefaultPlanOptions, struct_size, options);
}

convt_status convt_plan_create(const convt_desc* desc, const convt_plan_options* options, convt_plan** plan,
                               convt_error* error) {
    return capi::guarded(error, [&]() -> Status {
        if (Status s = capi::check_pointer("plan", plan); !s.ok()) return s;
        ConvTransposeDesc cpp;
        if (Status s = capi::to_cpp(desc, cpp); !s.ok()) return s;
        PlanOptions cpp_options;
        if (options != nullptr) {
            if (Status s = to_cpp(options, cpp_options); !s.ok()) return s;
        }
        return capi::hand_over(Plan::create(cpp, cpp_options), plan);
    });
}

void convt_plan_destroy(convt_plan* plan) {
    delete plan;
}

convt_status convt_plan_pack(const convt_plan* plan, const void* kernel, convt_kernel_order order,
                             convt_packed_kernel** packed, convt_error* error) {
    return capi::guarded(error, [&]() -> Status {
        if (Status s = capi::check_pointer("plan", plan); !s.ok()) return s;
        if (Status s = capi::check_pointer("packed", packed); !s.ok()) return s;
        if (Status s = capi::check_enumerator("order", order, CONVT_KERNEL_PYTORCH + 1); !s.ok()) return s;
        return capi::hand_over(plan->plan.pack(kernel, static_cast<KernelOrder>(order)), packed);
    });
}

void convt_packed_kernel_destroy(convt_packed_kernel* packed) {
    delete packed;
}

size_t convt_packed_kernel_bytes(const convt_packed_kernel* packed) {
    return packed->packed.bytes();
}

const void* convt_packed_kernel_data(const convt_packed_kernel* packed) {
    return packed->packed.data();
}

uint64_t convt_packed_kernel_id(const convt_packed_kernel* packed) {
    return packed->packed.pack_id();
}

convt_status convt_plan_run(const convt_plan* plan, const void* inputs, const convt_packed_kernel* packed,
                            const void* bias, void* outputs, convt_context* context, convt_error* error) {
    return capi::guarded(error, [&]() -> Status {
        if (Status s = capi::check_pointer("plan", plan); !s.ok()) return s;
        if (Status s = capi::check_pointer("packed", packed); !s.ok()) return s;
        if (Status s = capi::check_pointer("context", context); !s.ok()) return s;
        return plan->plan.run(inputs, packed->packed, bias, outputs, context->context);
    });
}

convt_status convt_plan_desc(const convt_plan* plan, convt_desc* desc, convt_error* error) {
    return capi::guarded(error, [&]() -> Status {
        if (Status s = capi::check_pointer("plan", plan); !s.ok()) return s;
        return capi::to_c(plan->plan.desc(), desc);
    });
}

const char* convt_plan_kernel_name(const convt_plan* plan) {
    return plan->plan.kernel_name();
}

convt_isa convt_plan_isa(const convt_plan* plan) {
    return static_cast<convt_isa>(plan->plan.isa());
}

size_t convt_plan_packed_bytes(const convt_plan* plan) {
    return plan->plan.packed_bytes();
}

size_t convt_plan_workspace_bytes(const convt_plan* plan) {
    return plan->plan.workspace_bytes();
}

size_t convt_plan_explain(const convt_plan* plan, char* text, size_t size) {
    std::string explanation;
    const auto written = detail::guarded([&]() -> Status {
        explanation = plan->plan.explain();
        return {};
    });
    if (text != nullptr && size > 0) {
        const std::size_t length = std::min(explanation.size(), size - 1);
        std::memcpy(text, explanation.data(), length);
        text[length] = '\0';
    }
    return written.ok() ? explanation.size() : 0;
}

convt_status convt_conv_transpose(const void* inputs, const int64_t* inputs_shape, const void* kernel,
                                  const int64_t* kernel_shape, const convt_keras_arguments* arguments,
                                  convt_tensor** outputs, convt_error* error) {
    return capi::guarded(error, [&]() -> Status {
        if (Status s = capi::check_pointer("outputs", outputs); !s.ok()) return s;
        capi::KerasCall call;
        if (Status s = capi::to_cpp(inputs_shape, kernel_shape, arguments, call); !s.ok()) return s;
        const auto compute = [&]<class T>(T) -> Status {
            const TensorViewOf<T> x{static_cast<const T*>(inputs), call.inputs_shape};
            const TensorViewOf<T> k{static_cast<const T*>(kernel), call.kernel_shape};
            return capi::hand_over(conv_transpose(x, k, call.strides, call.padding, call.output_padding,
                                                  call.data_format, call.dilation_rate),
                                   outputs);
        };
        switch (call.dtype) {
            case DType::float32:
                return compute(float{});
            case DType::float64:
                return compute(double{});
            default:
                return detail::unsupported("arguments->dtype is ", static_cast<int>(call.dtype),
                                           "; this build has kernels for CONVT_FLOAT32 and CONVT_FLOAT64");
        }
    });
}

void convt_tensor_destroy(convt_tensor* tensor) {
    delete tensor;
}

void* convt_tensor_data(convt_tensor* tensor) {
    return std::visit([](auto& t) -> void* { return t.data.data(); }, tensor->tensor);
}

convt_dtype convt_tensor_dtype(const convt_tensor* tensor) {
    return std::holds_alternative<Tensor>(tensor->tensor) ? CONVT_FLOAT32 : CONVT_FLOAT64;
}

int32_t convt_tensor_axes(const convt_tensor* tensor) {
    return std::visit([](const auto& t) { return static_cast<int32_t>(t.shape.size()); }, tensor->tensor);
}

const int64_t* convt_tensor_shape(const convt_tensor* tensor) {
    return std::visit([](const auto& t) { return t.shape.data(); }, tensor->tensor);
}

}  // extern "C"
