#pragma once

#include <string>

#include "convt/convt.h"
#include "convt/desc.hpp"

namespace convt::tools {

/// The functions of one build's library, loaded beside another build's: each call stays within its own.
/// Never unloaded.
class Library {
public:
    /// Throws InputError when the file is no library of convt.
    explicit Library(const std::string& path);

    decltype(&convt_desc_init) desc_init;
    decltype(&convt_plan_options_init) plan_options_init;
    decltype(&convt_plan_create) plan_create;
    decltype(&convt_plan_destroy) plan_destroy;
    decltype(&convt_plan_pack) plan_pack;
    decltype(&convt_plan_kernel_name) plan_kernel_name;
    decltype(&convt_packed_kernel_destroy) packed_kernel_destroy;
    decltype(&convt_context_options_init) context_options_init;
    decltype(&convt_context_create) context_create;
    decltype(&convt_context_destroy) context_destroy;
    decltype(&convt_plan_run) plan_run;
};

/// What one build makes of a problem: plan, packed weights and a context.
class Side {
public:
    /// Throws InputError with the library's message. `isa`: highest tier, or CONVT_ISA_ANY.
    Side(const Library& library, const ConvTransposeDesc& desc, const float* kernel, int threads,
         convt_isa isa);
    Side(const Side&) = delete;
    Side& operator=(const Side&) = delete;
    ~Side();

    void run(const float* inputs, float* outputs);
    [[nodiscard]] std::string kernel_name() const;

private:
    void check(convt_status status) const;
    void make(const convt_desc& desc, const float* kernel, int threads, convt_isa isa);
    void destroy() noexcept;

    const Library& library_;
    convt_plan* plan_ = nullptr;
    convt_packed_kernel* packed_ = nullptr;
    convt_context* context_ = nullptr;
    convt_error error_{};
};

}  // namespace convt::tools
