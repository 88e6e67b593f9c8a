#include "api/plan_cache.hpp"

namespace convt::detail {
namespace {

/// Programs use few problems; when they use more, the cache starts afresh rather than grow for ever.
constexpr std::size_t kMostPlans = 64;

}  // namespace

PlanCache::Key PlanCache::key_of(const ConvTransposeDesc& desc, int threads) {
    Key key = {desc.rank,
               static_cast<std::int64_t>(desc.dtype),
               static_cast<std::int64_t>(output_dtype(desc)),
               static_cast<std::int64_t>(desc.data_format),
               desc.batch,
               desc.in_channels,
               desc.out_channels,
               threads,
               static_cast<std::int64_t>(detect_isa())};
    for (const auto* values : {&desc.in_spatial, &desc.kernel_size, &desc.strides, &desc.dilation_rate,
                               &desc.crop_left, &desc.out_spatial}) {
        key.insert(key.end(), values->begin(), values->begin() + desc.rank);
    }
    return key;
}

Result<Plan> PlanCache::plan_of(const ConvTransposeDesc& desc, int threads) {
    const Key key = key_of(desc, threads);
    if (const auto found = plans_.find(key); found != plans_.end()) return found->second;
    Result<Plan> plan = Plan::create(desc, {.threads = threads, .weights = Weights::argument});
    if (!plan.ok()) return plan;
    if (plans_.size() >= kMostPlans) plans_.clear();
    plans_.emplace(key, *plan);
    return plan;
}

}  // namespace convt::detail
