#pragma once

#include <atomic>
#include <cstdint>
#include <list>
#include <mutex>
#include <string>

namespace convt::litert {

/// What became of each transposed convolution that a delegate saw, for users who ask.
class Report {
public:
    struct Entry {
        std::string node;
        std::string fate;
        std::atomic<std::int64_t> runs{0};
    };

    /// Adds a node; the entry stays where it is for as long as the report.
    Entry& add(std::string node, std::string fate);
    /// A line for each node: its output's name, what became of it, runs.
    [[nodiscard]] std::string text() const;
    void set_fate(Entry& entry, std::string fate);

private:
    mutable std::mutex mutex_;
    std::list<Entry> entries_;
};

}  // namespace convt::litert
