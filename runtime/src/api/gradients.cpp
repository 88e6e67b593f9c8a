#include "convt/gradients.hpp"

#include <utility>

#include "api/check_memory.hpp"
#include "base/text.hpp"
#include "gradients/bias_gradient.hpp"
#include "gradients/inputs/input_gradient.hpp"
#include "gradients/kernel/kernel_gradient.hpp"

namespace convt {
namespace {

bool has_kernel(const ConvTransposeDesc& desc) noexcept {
    return desc.in_channels > 0 && desc.out_channels > 0;
}

/// An operand that a run reads or writes, with what it must point to.
Status check_operand(const char* name, const void* pointer, bool has_elements) {
    if (pointer != nullptr || !has_elements) return {};
    return detail::invalid(name, " is null; it must point to the ", name);
}

constexpr const char* kUse = "gradients take";

}  // namespace

InputGradientPlan::InputGradientPlan(std::shared_ptr<const detail::InputGradientState> state) noexcept
    : state_(std::move(state)) {}

Result<InputGradientPlan> InputGradientPlan::create(const ConvTransposeDesc& desc,
                                                    const GradientOptions& options) noexcept {
    return detail::guarded([&]() -> Result<InputGradientPlan> {
        auto state = detail::make_input_gradient(desc, options);
        if (!state.ok()) return state.status();
        return InputGradientPlan(std::move(*state));
    });
}

Status InputGradientPlan::run(const void* output_gradients, const void* kernel, void* input_gradients,
                              void* memory, std::size_t bytes, Context& context) const noexcept {
    return detail::guarded([&]() -> Status {
        const bool has_inputs = detail::has_inputs(desc()), has_outputs = detail::has_outputs(desc());
        if (Status s = check_operand("output_gradients", output_gradients, has_outputs); !s.ok()) return s;
        if (Status s = check_operand("kernel", kernel, has_kernel(desc())); !s.ok()) return s;
        if (Status s = check_operand("input_gradients", input_gradients, has_inputs); !s.ok()) return s;
        if (Status s = detail::check_memory(memory, bytes, memory_bytes(), kUse); !s.ok()) return s;
        if (!has_inputs) return {};
        if (Status s = detail::acquire(context); !s.ok()) return s;
        detail::run_input_gradient(
            *state_, {output_gradients, kernel, input_gradients, static_cast<std::byte*>(memory)},
            context.state());
        context.state().release();
        return {};
    });
}

const ConvTransposeDesc& InputGradientPlan::desc() const noexcept {
    return state_->desc;
}
std::size_t InputGradientPlan::memory_bytes() const noexcept {
    return state_->memory.bytes;
}
double InputGradientPlan::estimated_cycles() const noexcept {
    return state_->cycles;
}
Algorithm InputGradientPlan::algorithm() const noexcept {
    const auto* plan = state_->plan.get();
    return plan == nullptr ? Algorithm::direct : detail::strategy_of(plan->kernel()).algorithm;
}
const char* InputGradientPlan::kernel_name() const noexcept {
    return state_->plan == nullptr ? "" : state_->plan->kernel().name;
}

KernelGradientPlan::KernelGradientPlan(std::shared_ptr<const detail::KernelGradientState> state) noexcept
    : state_(std::move(state)) {}

Result<KernelGradientPlan> KernelGradientPlan::create(const ConvTransposeDesc& desc,
                                                      const GradientOptions& options) noexcept {
    return detail::guarded([&]() -> Result<KernelGradientPlan> {
        auto state = detail::make_kernel_gradient(desc, options);
        if (!state.ok()) return state.status();
        return KernelGradientPlan(std::move(*state));
    });
}

Status KernelGradientPlan::run(const void* inputs, const void* output_gradients, void* kernel_gradients,
                               void* memory, std::size_t bytes, Context& context) const noexcept {
    return detail::guarded([&]() -> Status {
        const bool has_inputs = detail::has_inputs(desc()), has_outputs = detail::has_outputs(desc());
        if (Status s = check_operand("inputs", inputs, has_inputs); !s.ok()) return s;
        if (Status s = check_operand("output_gradients", output_gradients, has_outputs); !s.ok()) return s;
        if (Status s = check_operand("kernel_gradients", kernel_gradients, has_kernel(desc())); !s.ok()) {
            return s;
        }
        if (Status s = detail::check_memory(memory, bytes, memory_bytes(), kUse); !s.ok()) return s;
        if (!has_kernel(desc())) return {};
        if (Status s = detail::acquire(context); !s.ok()) return s;
        detail::run_kernel_gradient(
            *state_, {inputs, output_gradients, kernel_gradients, static_cast<std::byte*>(memory)},
            context.state());
        context.state().release();
        return {};
    });
}

const ConvTransposeDesc& KernelGradientPlan::desc() const noexcept {
    return state_->desc;
}
std::size_t KernelGradientPlan::memory_bytes() const noexcept {
    return state_->memory.bytes;
}
double KernelGradientPlan::estimated_cycles() const noexcept {
    return state_->cycles;
}
const char* KernelGradientPlan::kernel_name() const noexcept {
    return state_->plan == nullptr ? "" : state_->plan->kernel().name;
}

Status bias_gradients(const ConvTransposeDesc& desc, const void* output_gradients, void* bias_gradients,
                      Context& context) noexcept {
    return detail::guarded([&]() -> Status {
        if (Status s = detail::check_gradient_desc(desc); !s.ok()) return s;
        if (Status s = check_operand("output_gradients", output_gradients, detail::has_outputs(desc));
            !s.ok()) {
            return s;
        }
        if (Status s = check_operand("bias_gradients", bias_gradients, desc.out_channels > 0); !s.ok()) {
            return s;
        }
        if (Status s = detail::acquire(context); !s.ok()) return s;
        detail::run_bias_gradient(desc, output_gradients, bias_gradients, context.state());
        context.state().release();
        return {};
    });
}

}  // namespace convt
