#include "calls/plan_cache.hpp"

#include <cstring>
#include <utility>

namespace convt::python {

void CallKey::add(double value) noexcept {
    std::int64_t bits = 0;
    std::memcpy(&bits, &value, sizeof bits);
    add(bits);
}

void CallKey::add(const Dims& dims) noexcept {
    add(std::int64_t{dims.count()});
    for (int d = 0; d < kMaxRank; ++d) add(d < dims.count() ? dims[d] : 0);
}

std::size_t CallKey::hash() const noexcept {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < count_; ++i) {
        sum = (sum ^ static_cast<std::uint64_t>(words_[i])) * 0x9E3779B97F4A7C15U;
        sum ^= sum >> 29;
    }
    return sum;
}

std::shared_ptr<const CachedPlan> PlanCache::find(const CallKey& key) {
    const auto found = entries_.find(key);
    if (found == entries_.end()) {
        ++misses_;
        return nullptr;
    }
    ++hits_;
    by_use_.splice(by_use_.begin(), by_use_, found->second);
    return found->second->plan;
}

std::shared_ptr<const CachedPlan> PlanCache::add(const CallKey& key, CachedPlan plan) {
    auto made = std::make_shared<const CachedPlan>(std::move(plan));
    if (by_use_.size() >= kMostPlans) {
        entries_.erase(by_use_.back().key);
        by_use_.pop_back();
    }
    by_use_.push_front({key, made});
    entries_.insert_or_assign(key, by_use_.begin());
    return made;
}

void PlanCache::clear() noexcept {
    entries_.clear();
    by_use_.clear();
}

}  // namespace convt::python
