#include "calls/gradients/gradient_run.hpp"

#include <memory>
#include <mutex>
#include <new>
#include <utility>

#include "calls/shared_plans.hpp"
#include "calls/workspaces.hpp"

namespace convt::python {
namespace {

/// Plans of one kind of gradient, for threads that do not hold Python's global lock.
template <class Plan>
class GradientPlans {
public:
    [[nodiscard]] Result<Plan> plan_of(const ConvTransposeDesc& desc, KernelOrder order, int threads) {
        CallKey key = key_of(desc, threads);
        key.add(static_cast<std::int64_t>(order));
        const std::scoped_lock lock(mutex_);
        if (const std::shared_ptr<const Plan> found = plans_.find(key)) return *found;
        GradientOptions options;
        options.order = order;
        options.threads = threads;
        Result<Plan> plan = Plan::create(desc, options);
        if (plan.ok()) plans_.add(key, *plan);
        return plan;
    }

    void after_fork() noexcept { new (&mutex_) std::mutex; }

private:
    std::mutex mutex_;
    PlanCacheOf<Plan> plans_;
};

/// Never destroyed, as workspaces() are not.
template <class Plan>
GradientPlans<Plan>& plans() {
    static auto* const all = new GradientPlans<Plan>;
    return *all;
}

template <class Plan>
Status run(const ConvTransposeDesc& desc, KernelOrder order, const void* first, const void* second,
           void* result) {
    Result<std::unique_ptr<Workspace>> taken = workspaces().take();
    if (!taken.ok()) return taken.status();
    const BorrowedWorkspace workspace(std::move(*taken));
    const Result<Plan> plan = plans<Plan>().plan_of(desc, order, workspace->context.threads());
    if (!plan.ok()) return plan.status();
    if (Status s = workspace->reserve(plan->memory_bytes()); !s.ok()) return s;
    return plan->run(first, second, result, workspace->memory.get(), workspace->bytes, workspace->context);
}

}  // namespace

Status run_input_gradient(const ConvTransposeDesc& desc, KernelOrder order, const void* output_gradients,
                          const void* kernel, void* input_gradients) {
    return run<InputGradientPlan>(desc, order, output_gradients, kernel, input_gradients);
}

Status run_kernel_gradient(const ConvTransposeDesc& desc, KernelOrder order, const void* inputs,
                           const void* output_gradients, void* kernel_gradients) {
    return run<KernelGradientPlan>(desc, order, inputs, output_gradients, kernel_gradients);
}

void gradients_after_fork() noexcept {
    plans<InputGradientPlan>().after_fork();
    plans<KernelGradientPlan>().after_fork();
}

}  // namespace convt::python
