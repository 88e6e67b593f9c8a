#pragma once

#include <mutex>
#include <vector>

#include "convt/tuning.hpp"

namespace convt::detail {

/// What a MeasuredTable holds. May be used by any number of threads.
class MeasuredState {
public:
    /// A copy of all entries, in the order in which they came. May throw std::bad_alloc.
    [[nodiscard]] std::vector<TunedEntry> entries() const {
        const std::scoped_lock lock(entries_);
        return list_;
    }
    [[nodiscard]] std::size_t size() const {
        const std::scoped_lock lock(entries_);
        return list_.size();
    }
    /// Those of one problem.
    [[nodiscard]] std::vector<TunedEntry> entries_of(const std::string& problem) const;
    /// Adds an entry, in place of one of the same problem and options. May throw std::bad_alloc.
    void add(TunedEntry entry);
    void add_all(std::vector<TunedEntry> entries);

    /// Held while a plan is measured, as two at once would measure each other.
    [[nodiscard]] std::mutex& measuring() noexcept { return measuring_; }

private:
    mutable std::mutex entries_;
    std::mutex measuring_;
    std::vector<TunedEntry> list_;
};

}  // namespace convt::detail
