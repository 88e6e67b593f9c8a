#include "plan_cache.hpp"

#include <map>
#include <vector>

namespace convt::detail {
namespace {

/// Programs use few problems; when they use more, the cache starts afresh rather than grow for ever.
constexpr std::size_t kMostPlans = 64;

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

}  // namespace

Result<Plan> cached_plan(const ConvTransposeDesc& desc) {
    // One cache per thread: no lock that a fork could leave held.
    thread_local std::map<Key, Plan> plans;
    const Key key = key_of(desc);
    if (const auto found = plans.find(key); found != plans.end()) return found->second;
    Result<Plan> plan = Plan::create(desc);
    if (!plan.ok()) return plan;
    if (plans.size() >= kMostPlans) plans.clear();
    plans.emplace(key, *plan);
    return plan;
}

}  // namespace convt::detail
