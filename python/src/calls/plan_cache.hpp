#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <unordered_map>
#include <utility>
#include <vector>

#include "convt/plan.hpp"

namespace convt::python {

/// Everything that a plan of one call depends on, word by word.
class CallKey {
public:
    void add(std::int64_t word) noexcept { words_[count_++] = word; }
    void add(double value) noexcept;
    void add(const Dims& dims) noexcept;
    template <std::size_t N>
    void add(const std::array<std::int64_t, N>& words) noexcept {
        for (const std::int64_t word : words) add(word);
    }
    [[nodiscard]] std::size_t hash() const noexcept;
    friend bool operator==(const CallKey&, const CallKey&) = default;

private:
    static constexpr std::size_t kMostWords = 64;
    std::array<std::int64_t, kMostWords> words_{};
    std::size_t count_ = 0;
};

struct CachedPlan {
    Plan plan;
    std::vector<std::int64_t> outputs_shape;
};

/// Plans of earlier calls; the one that was used longest ago makes place for a new one. For one thread at a
/// time.
template <class Cached>
class PlanCacheOf {
public:
    static constexpr std::size_t kMostPlans = 256;

    /// Null where there is none yet.
    [[nodiscard]] std::shared_ptr<const Cached> find(const CallKey& key) {
        const auto found = entries_.find(key);
        if (found == entries_.end()) {
            ++misses_;
            return nullptr;
        }
        ++hits_;
        by_use_.splice(by_use_.begin(), by_use_, found->second);
        return found->second->plan;
    }

    std::shared_ptr<const Cached> add(const CallKey& key, Cached plan) {
        auto made = std::make_shared<const Cached>(std::move(plan));
        if (by_use_.size() >= kMostPlans) {
            entries_.erase(by_use_.back().key);
            by_use_.pop_back();
        }
        by_use_.push_front({key, made});
        entries_.insert_or_assign(key, by_use_.begin());
        return made;
    }

    void clear() noexcept {
        entries_.clear();
        by_use_.clear();
    }

    [[nodiscard]] std::size_t size() const noexcept { return by_use_.size(); }
    [[nodiscard]] std::size_t hits() const noexcept { return hits_; }
    [[nodiscard]] std::size_t misses() const noexcept { return misses_; }

private:
    struct Entry {
        CallKey key;
        std::shared_ptr<const Cached> plan;
    };
    struct Hash {
        std::size_t operator()(const CallKey& key) const noexcept { return key.hash(); }
    };
    std::list<Entry> by_use_;  ///< the last used first
    std::unordered_map<CallKey, typename std::list<Entry>::iterator, Hash> entries_;
    std::size_t hits_ = 0;
    std::size_t misses_ = 0;
};
using PlanCache = PlanCacheOf<CachedPlan>;

}  // namespace convt::python
