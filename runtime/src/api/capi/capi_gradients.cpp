#include <cstddef>

#include "api/capi/capi_support.hpp"
#include "convt/gradients.hpp"

using namespace convt;

struct convt_input_gradient_plan {
    InputGradientPlan plan;
};
struct convt_kernel_gradient_plan {
    KernelGradientPlan plan;
};

namespace {

constexpr convt_gradient_options kDefaults{sizeof(convt_gradient_options), CONVT_KERNEL_KERAS, CONVT_ISA_ANY,
                                           CONVT_ALGORITHM_AUTOMATIC, 0};

Status to_cpp(const convt_gradient_options* options, GradientOptions& out) {
    if (options == nullptr) return {};
    convt_gradient_options known = kDefaults;
    if (Status s = capi::read_struct("options", options, sizeof(convt_gradient_options), known); !s.ok()) {
        return s;
    }
    if (Status s = capi::check_enumerator("order", known.order, CONVT_KERNEL_PYTORCH + 1); !s.ok()) return s;
    out.order = static_cast<KernelOrder>(known.order);
    if (known.max_isa != CONVT_ISA_ANY) {
        if (Status s = capi::check_enumerator("max_isa", known.max_isa, CONVT_ISA_AVX512VNNI + 1); !s.ok()) {
            return s;
        }
        out.max_isa = static_cast<Isa>(known.max_isa);
    }
    if (Status s = capi::check_enumerator("algorithm", known.algorithm, CONVT_ALGORITHM_WINOGRAD + 1);
        !s.ok()) {
        return s;
    }
    out.algorithm = static_cast<Algorithm>(known.algorithm);
    out.threads = known.threads;
    return {};
}

template <class Plan, class Handle>
convt_status create(const convt_desc* desc, const convt_gradient_options* options, Handle** plan,
                    convt_error* error) {
    return capi::guarded(error, [&]() -> Status {
        if (Status s = capi::check_pointer("plan", plan); !s.ok()) return s;
        ConvTransposeDesc cpp;
        if (Status s = capi::to_cpp(desc, cpp); !s.ok()) return s;
        GradientOptions with;
        if (Status s = to_cpp(options, with); !s.ok()) return s;
        return capi::hand_over(Plan::create(cpp, with), plan);
    });
}

template <class Handle>
convt_status run(const Handle* plan, const void* first, const void* second, void* result, void* memory,
                 size_t bytes, convt_context* context, convt_error* error) {
    return capi::guarded(error, [&]() -> Status {
        if (Status s = capi::check_pointer("plan", plan); !s.ok()) return s;
        if (Status s = capi::check_pointer("context", context); !s.ok()) return s;
        return plan->plan.run(first, second, result, memory, bytes, context->context);
    });
}

}  // namespace

extern "C" {

void convt_gradient_options_init(convt_gradient_options* options, size_t struct_size) {
    capi::write_struct(kDefaults, struct_size, options);
}

convt_status convt_input_gradient_plan_create(const convt_desc* desc, const convt_gradient_options* options,
                                              convt_input_gradient_plan** plan, convt_error* error) {
    return create<InputGradientPlan>(desc, options, plan, error);
}

convt_status convt_kernel_gradient_plan_create(const convt_desc* desc, const convt_gradient_options* options,
                                               convt_kernel_gradient_plan** plan, convt_error* error) {
    return create<KernelGradientPlan>(desc, options, plan, error);
}

void convt_input_gradient_plan_destroy(convt_input_gradient_plan* plan) {
    delete plan;
}

void convt_kernel_gradient_plan_destroy(convt_kernel_gradient_plan* plan) {
    delete plan;
}

size_t convt_input_gradient_plan_memory_bytes(const convt_input_gradient_plan* plan) {
    return plan->plan.memory_bytes();
}

size_t convt_kernel_gradient_plan_memory_bytes(const convt_kernel_gradient_plan* plan) {
    return plan->plan.memory_bytes();
}

convt_status convt_input_gradient_plan_run(const convt_input_gradient_plan* plan,
                                           const void* output_gradients, const void* kernel,
                                           void* input_gradients, void* memory, size_t bytes,
                                           convt_context* context, convt_error* error) {
    return run(plan, output_gradients, kernel, input_gradients, memory, bytes, context, error);
}

convt_status convt_kernel_gradient_plan_run(const convt_kernel_gradient_plan* plan, const void* inputs,
                                            const void* output_gradients, void* kernel_gradients,
                                            void* memory, size_t bytes, convt_context* context,
                                            convt_error* error) {
    return run(plan, inputs, output_gradients, kernel_gradients, memory, bytes, context, error);
}

convt_status convt_bias_gradients(const convt_desc* desc, const void* output_gradients, void* bias_gradients,
                                  convt_context* context, convt_error* error) {
    return capi::guarded(error, [&]() -> Status {
        if (Status s = capi::check_pointer("context", context); !s.ok()) return s;
        ConvTransposeDesc cpp;
        if (Status s = capi::to_cpp(desc, cpp); !s.ok()) return s;
        return convt::bias_gradients(cpp, output_gradients, bias_gradients, context->context);
    });
}

}  // extern "C"
