#include "api/capi/capi_support.hpp"

using namespace convt;

extern "C" {

const char* convt_status_name(convt_status status) {
    return status_code_name(static_cast<StatusCode>(status));
}

const char* convt_version(void) {
    return CONVT_VERSION;
}

const char* convt_isa_name(convt_isa isa) {
    return isa == CONVT_ISA_ANY ? "any" : isa_name(static_cast<Isa>(isa));
}

convt_status convt_parse_isa(const char* name, convt_isa* isa, convt_error* error) {
    return capi::guarded(error, [&]() -> Status {
        if (Status s = capi::check_pointer("name", name); !s.ok()) return s;
        if (Status s = capi::check_pointer("isa", isa); !s.ok()) return s;
        const auto parsed = parse_isa(name);
        if (!parsed)
            return detail::invalid("isa is '", name, "'; it must be base, avx2, avx512, avx512vnni or neon");
        *isa = static_cast<convt_isa>(*parsed);
        return {};
    });
}

convt_isa convt_detect_isa(void) {
    return static_cast<convt_isa>(detect_isa());
}

int32_t convt_available_cpus(void) {
    return available_cpus();
}

void convt_context_options_init(convt_context_options* options, size_t struct_size) {
    capi::write_struct(convt_context_options{}, struct_size, options);
}

convt_status convt_context_create(const convt_context_options* options, convt_context** context,
                                  convt_error* error) {
    return capi::guarded(error, [&]() -> Status {
        if (Status s = capi::check_pointer("context", context); !s.ok()) return s;
        convt_context_options known{};
        if (options != nullptr) {
            if (Status s = capi::read_struct("options", options, sizeof(convt_context_options), known);
                !s.ok()) {
                return s;
            }
        }
        return capi::hand_over(Context::create({known.threads, known.parallel_for, known.pool}), context);
    });
}

void convt_context_destroy(convt_context* context) {
    delete context;
}

int32_t convt_context_threads(const convt_context* context) {
    return context->context.threads();
}

size_t convt_context_workspace_bytes(const convt_context* context) {
    return context->context.workspace_bytes();
}

}  // extern "C"
