#pragma once

#include <mutex>

#include "calls/plan_cache.hpp"

namespace convt::python {

/// What the plan of a dense problem depends on.
[[nodiscard]] CallKey key_of(const ConvTransposeDesc& desc, int threads);

/// Plans of dense problems with weights as an argument, for threads that do not hold Python's global lock.
class SharedPlans {
public:
    /// The plan of a descriptor from keras_desc() for so many threads: an earlier call's, or a new one.
    [[nodiscard]] Result<Plan> plan_of(const ConvTransposeDesc& desc, int threads);
    /// In a child of fork(), where a thread that the child has not may have held the lock.
    void after_fork() noexcept;

private:
    std::mutex mutex_;
    PlanCache plans_;
};

/// Never destroyed, as workspaces() are not.
[[nodiscard]] SharedPlans& shared_plans();

}  // namespace convt::python
