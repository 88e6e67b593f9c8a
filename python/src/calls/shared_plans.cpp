#include "calls/shared_plans.hpp"

#include <new>
#include <utility>

namespace convt::python {

CallKey key_of(const ConvTransposeDesc& desc, int threads) {
    CallKey key;
    for (const std::int64_t word :
         {std::int64_t{desc.rank}, static_cast<std::int64_t>(desc.dtype),
          static_cast<std::int64_t>(desc.data_format), desc.batch, desc.in_channels, desc.out_channels,
          std::int64_t{threads}, static_cast<std::int64_t>(detect_isa())}) {
        key.add(word);
    }
    for (const auto* values : {&desc.in_spatial, &desc.kernel_size, &desc.strides, &desc.dilation_rate,
                               &desc.crop_left, &desc.out_spatial}) {
        key.add(*values);
    }
    return key;
}

Result<Plan> SharedPlans::plan_of(const ConvTransposeDesc& desc, int threads) {
    const CallKey key = key_of(desc, threads);
    const std::scoped_lock lock(mutex_);
    if (const std::shared_ptr<const CachedPlan> found = plans_.find(key)) return found->plan;
    PlanOptions options;
    options.threads = threads;
    options.weights = Weights::argument;
    Result<Plan> plan = Plan::create(desc, options);
    if (plan.ok()) plans_.add(key, {*plan, {}});
    return plan;
}

void SharedPlans::after_fork() noexcept {
    new (&mutex_) std::mutex;
}

SharedPlans& shared_plans() {
    static auto* const plans = new SharedPlans;
    return *plans;
}

}  // namespace convt::python
