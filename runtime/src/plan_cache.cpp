#include "plan_cache.hpp"

#include <map>
#include <mutex>
#include <shared_mutex>
#include <tuple>
#include <vector>

namespace convt::detail {
namespace {

/// Programs use few problems; when they use more, the cache starts afresh rather than grow for ever.
constexpr std::size_t kMostPlans = 256;

/// The fields of a descriptor that keras_desc can vary, and the tier.
using Key = std::vector<std::int64_t>;

Key key_of(const ConvTransposeDesc& desc) {
    Key key = {desc.rank,         static_cast<std::int64_t>(desc.data_format), desc.batch, desc.in_channels,
               desc.out_channels, static_cast<std::int64_t>(detect_isa())};
    for (const auto* values : {&desc.in_spatial, &desc.kernel_size, &desc.strides, &desc.dilation_rate,
                               &desc.crop_left, &desc.out_spatial}) {
        key.insert(key.end(), values->begin(), values->begin() + desc.rank);
    }
    return key;
}

struct Cache {
    std::shared_mutex mutex;
    std::map<Key, Plan> plans;
};

Cache& cache() {
    static Cache instance;
    return instance;
}

}  // namespace

Result<Plan> cached_plan(const ConvTransposeDesc& desc) {
    const Key key = key_of(desc);
    {
        const std::shared_lock lock(cache().mutex);
        if (const auto found = cache().plans.find(key); found != cache().plans.end()) return found->second;
    }
    Result<Plan> plan = Plan::create(desc);
    if (!plan.ok()) return plan;
    const std::unique_lock lock(cache().mutex);
    if (cache().plans.size() >= kMostPlans) cache().plans.clear();
    cache().plans.emplace(key, *plan);
    return plan;
}

}  // namespace convt::detail
