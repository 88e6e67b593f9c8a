#include "side.hpp"

#include <dlfcn.h>

#include <algorithm>

#include "support/input_error.hpp"

namespace convt::tools {
namespace {

template <class Function>
void load(void* library, const std::string& path, const char* name, Function& function) {
    function = reinterpret_cast<Function>(dlsym(library, name));
    if (function == nullptr) throw InputError(path + " has no " + name);
}

convt_desc desc_of(const Library& library, const ConvTransposeDesc& desc) {
    convt_desc stated;
    library.desc_init(&stated, sizeof stated);
    stated.rank = desc.rank;
    stated.data_format =
        desc.data_format == DataFormat::channels_last ? CONVT_CHANNELS_LAST : CONVT_CHANNELS_FIRST;
    stated.batch = desc.batch;
    stated.in_channels = desc.in_channels;
    stated.out_channels = desc.out_channels;
    stated.groups = desc.groups;
    const auto copy = [](const auto& from, int64_t* to) { std::copy(from.begin(), from.end(), to); };
    copy(desc.in_spatial, stated.in_spatial);
    copy(desc.kernel_size, stated.kernel_size);
    copy(desc.strides, stated.strides);
    copy(desc.dilation_rate, stated.dilation_rate);
    copy(desc.crop_left, stated.crop_left);
    copy(desc.out_spatial, stated.out_spatial);
    return stated;
}

}  // namespace

Library::Library(const std::string& path) {
    // Local: otherwise the second library's calls of its own functions would reach the first one's.
    void* library = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    if (library == nullptr) throw InputError(dlerror());
    load(library, path, "convt_desc_init", desc_init);
    load(library, path, "convt_plan_options_init", plan_options_init);
    load(library, path, "convt_plan_create", plan_create);
    load(library, path, "convt_plan_destroy", plan_destroy);
    load(library, path, "convt_plan_pack", plan_pack);
    load(library, path, "convt_plan_kernel_name", plan_kernel_name);
    load(library, path, "convt_packed_kernel_destroy", packed_kernel_destroy);
    load(library, path, "convt_context_options_init", context_options_init);
    load(library, path, "convt_context_create", context_create);
    load(library, path, "convt_context_destroy", context_destroy);
    load(library, path, "convt_plan_run", plan_run);
}

Side::Side(const Library& library, const ConvTransposeDesc& desc, const float* kernel, int threads,
           convt_isa isa)
    : library_(library) {
    try {
        make(desc_of(library, desc), kernel, threads, isa);
    } catch (...) {
        destroy();
        throw;
    }
}

void Side::make(const convt_desc& desc, const float* kernel, int threads, convt_isa isa) {
    convt_plan_options options;
    library_.plan_options_init(&options, sizeof options);
    options.threads = threads;
    options.max_isa = isa;
    check(library_.plan_create(&desc, &options, &plan_, &error_));
    check(library_.plan_pack(plan_, kernel, CONVT_KERNEL_KERAS, &packed_, &error_));
    convt_context_options context_options;
    library_.context_options_init(&context_options, sizeof context_options);
    context_options.threads = threads;
    check(library_.context_create(&context_options, &context_, &error_));
}

void Side::destroy() noexcept {
    library_.context_destroy(context_);
    library_.packed_kernel_destroy(packed_);
    library_.plan_destroy(plan_);
}

Side::~Side() {
    destroy();
}

void Side::check(convt_status status) const {
    if (status != CONVT_OK) throw InputError(error_.message);
}

void Side::run(const float* inputs, float* outputs) {
    check(library_.plan_run(plan_, inputs, packed_, nullptr, outputs, context_, &error_));
}

std::string Side::kernel_name() const {
    return library_.plan_kernel_name(plan_);
}

}  // namespace convt::tools
