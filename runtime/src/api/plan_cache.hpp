#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "convt/plan.hpp"

namespace convt::detail {

/// Plans of one-call functions, whose weights are an argument, by problem. For one thread at a time.
class PlanCache {
public:
    /// The plan of a descriptor from keras_desc() for so many threads: an earlier call's, or a new one.
    [[nodiscard]] Result<Plan> plan_of(const ConvTransposeDesc& desc, int threads);

private:
    /// The fields of a descriptor that keras_desc() can vary, the threads and the tier.
    using Key = std::vector<std::int64_t>;
    [[nodiscard]] static Key key_of(const ConvTransposeDesc& desc, int threads);

    std::map<Key, Plan> plans_;
};

}  // namespace convt::detail
