#include "api/one_call.hpp"

#include "api/one_call_state.hpp"

namespace convt::detail {
namespace {

/// Packs and runs with a context. Its threads decide the plan.
Status run(const ConvTransposeDesc& desc, const void* inputs, const void* kernel, void* outputs,
           Context& context, OneCallState& state) {
    const Result<Plan> plan = state.plans.plan_of(desc, context.threads());
    if (!plan.ok()) return plan.status();
    const std::size_t bytes = plan->unpacked_bytes(KernelOrder::keras);
    if (Status s = state.packed.reserve(bytes); !s.ok()) return s;
    return plan->run_unpacked(inputs, kernel, KernelOrder::keras, nullptr, outputs, state.packed.data(),
                              bytes, context);
}

}  // namespace

std::size_t element_count(const std::vector<std::int64_t>& shape) noexcept {
    std::size_t elements = 1;
    for (const std::int64_t size : shape) elements *= static_cast<std::size_t>(size);
    return elements;
}

Status run_once(const ConvTransposeDesc& desc, const void* inputs, const void* kernel, void* outputs,
                Context* context) {
    const BorrowedState state;
    if (context != nullptr) return run(desc, inputs, kernel, outputs, *context, *state);
    const BorrowedThreads threads;
    if (threads.context() != nullptr) {
        return run(desc, inputs, kernel, outputs, *threads.context(), *state);
    }
    if (!state->alone) {
        Result<Context> made = Context::create({.threads = 1});
        if (!made.ok()) return made.status();
        state->alone = std::move(*made);
    }
    return run(desc, inputs, kernel, outputs, *state->alone, *state);
}

}  // namespace convt::detail
