#pragma once

#include <cstdint>
#include <map>
#include <vector>

#include "convt/plan.hpp"

namespace convt::detail {

/// Plans with default options that calls have made, by problem. For one thread at a time.
class PlanCache {
public:
    /// The plan of a descriptor from keras_desc(): an earlier call's, or a new one.
    [[nodiscard]] Result<Plan> plan_of(const ConvTransposeDesc& desc);

private:
    /// The fields of a descriptor that keras_desc() can vary, and the tier.
    using Key = std::vector<std::int64_t>;
    [[nodiscard]] static Key key_of(const ConvTransposeDesc& desc);

    std::map<Key, Plan> plans_;
};

}  // namespace convt::detail
