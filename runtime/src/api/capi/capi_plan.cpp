#include <cstddef>
#include <cstdint>

#include "api/capi/capi_support.hpp"

using namespace convt;

struct convt_plan {
    Plan plan;
};
struct convt_packed_kernel {
    PackedKernel packed;
};

namespace {

/// What the interface's first version had.
constexpr std::size_t kFirstPlanOptionsSize = offsetof(convt_plan_options, algorithm);

constexpr convt_plan_options kDefaultPlanOptions{sizeof(convt_plan_options),
                                                 CONVT_ISA_ANY,
                                                 nullptr,
                                                 CONVT_ALGORITHM_AUTOMATIC,
                                                 SIZE_MAX,
                                                 nullptr,
                                                 0,
                                                 0,
                                                 CONVT_WEIGHTS_PREPARED,
                                                 CONVT_EFFORT_ESTIMATE,
                                                 nullptr};

Status to_cpp(const convt_plan_options* options, PlanOptions& out) {
    convt_plan_options known = kDefaultPlanOptions;
    if (Status s = capi::read_struct("options", options, kFirstPlanOptionsSize, known); !s.ok()) return s;
    if (known.max_isa != CONVT_ISA_ANY) {
        if (Status s = capi::check_enumerator("max_isa", known.max_isa, CONVT_ISA_AVX512VNNI + 1); !s.ok())
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
    if (Status s = capi::check_enumerator("weights", known.weights, CONVT_WEIGHTS_ARGUMENT + 1); !s.ok())
        return s;
    out.weights = static_cast<Weights>(known.weights);
    if (Status s = capi::check_enumerator("effort", known.effort, CONVT_EFFORT_MEASURE + 1); !s.ok())
        return s;
    out.effort = static_cast<Effort>(known.effort);
    if (known.measured != nullptr) out.measured = known.measured->table;
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

convt_status convt_plan_pack_quantized(const convt_plan* plan, const void* kernel, convt_kernel_order order,
                                       const float* scales, int64_t scale_count, convt_packed_kernel** packed,
                                       convt_error* error) {
    return capi::guarded(error, [&]() -> Status {
        if (Status s = capi::check_pointer("plan", plan); !s.ok()) return s;
        if (Status s = capi::check_pointer("packed", packed); !s.ok()) return s;
        if (Status s = capi::check_enumerator("order", order, CONVT_KERNEL_PYTORCH + 1); !s.ok()) return s;
        return capi::hand_over(
            plan->plan.pack(kernel, {scales, scale_count}, static_cast<KernelOrder>(order)), packed);
    });
}

convt_status convt_plan_pack_into(const convt_plan* plan, const void* kernel, convt_kernel_order order,
                                  void* memory, size_t bytes, convt_context* context, convt_packed_view* view,
                                  convt_error* error) {
    return convt_plan_pack_quantized_into(plan, kernel, order, nullptr, 0, memory, bytes, context, view,
                                          error);
}

convt_status convt_plan_pack_quantized_into(const convt_plan* plan, const void* kernel,
                                            convt_kernel_order order, const float* scales,
                                            int64_t scale_count, void* memory, size_t bytes,
                                            convt_context* context, convt_packed_view* view,
                                            convt_error* error) {
    return capi::guarded(error, [&]() -> Status {
        if (Status s = capi::check_pointer("plan", plan); !s.ok()) return s;
        if (Status s = capi::check_pointer("context", context); !s.ok()) return s;
        if (Status s = capi::check_pointer("view", view); !s.ok()) return s;
        if (Status s = capi::check_enumerator("order", order, CONVT_KERNEL_PYTORCH + 1); !s.ok()) return s;
        const Result<PackedView> packed = plan->plan.pack(
            kernel, {scales, scale_count}, static_cast<KernelOrder>(order), memory, bytes, context->context);
        if (!packed.ok()) return packed.status();
        *view = {packed->data, packed->bytes, packed->pack_id};
        return {};
    });
}

convt_status convt_plan_run_view(const convt_plan* plan, const void* inputs, const convt_packed_view* packed,
                                 const void* bias, void* outputs, convt_context* context,
                                 convt_error* error) {
    return convt_plan_run_prelu(plan, inputs, packed, bias, nullptr, outputs, context, error);
}

convt_status convt_plan_run_prelu(const convt_plan* plan, const void* inputs, const convt_packed_view* packed,
                                  const void* bias, const void* slopes, void* outputs, convt_context* context,
                                  convt_error* error) {
    return capi::guarded(error, [&]() -> Status {
        if (Status s = capi::check_pointer("plan", plan); !s.ok()) return s;
        if (Status s = capi::check_pointer("packed", packed); !s.ok()) return s;
        if (Status s = capi::check_pointer("context", context); !s.ok()) return s;
        return plan->plan.run(inputs, PackedView{packed->data, packed->bytes, packed->pack_id}, bias, slopes,
                              outputs, context->context);
    });
}

convt_status convt_plan_run_unpacked(const convt_plan* plan, const void* inputs, const void* kernel,
                                     convt_kernel_order order, const void* bias, void* outputs, void* memory,
                                     size_t bytes, convt_context* context, convt_error* error) {
    return capi::guarded(error, [&]() -> Status {
        if (Status s = capi::check_pointer("plan", plan); !s.ok()) return s;
        if (Status s = capi::check_pointer("context", context); !s.ok()) return s;
        if (Status s = capi::check_enumerator("order", order, CONVT_KERNEL_PYTORCH + 1); !s.ok()) return s;
        return plan->plan.run_unpacked(inputs, kernel, static_cast<KernelOrder>(order), bias, outputs, memory,
                                       bytes, context->context);
    });
}

size_t convt_plan_unpacked_bytes(const convt_plan* plan, convt_kernel_order order) {
    return plan->plan.unpacked_bytes(static_cast<KernelOrder>(order));
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
    return capi::write_text(written.ok() ? explanation : std::string(), text, size);
}

}  // extern "C"
