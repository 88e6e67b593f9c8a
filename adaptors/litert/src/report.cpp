#include "report.hpp"

#include <utility>

namespace convt::litert {

Report::Entry& Report::add(std::string node, std::string fate) {
    const std::scoped_lock lock(mutex_);
    Entry& entry = entries_.emplace_back();
    entry.node = std::move(node);
    entry.fate = std::move(fate);
    return entry;
}

void Report::set_fate(Entry& entry, std::string fate) {
    const std::scoped_lock lock(mutex_);
    entry.fate = std::move(fate);
}

std::string Report::text() const {
    const std::scoped_lock lock(mutex_);
    std::string text;
    for (const Entry& entry : entries_) {
        text += entry.node + ": " + entry.fate + ", " + std::to_string(entry.runs.load()) + " runs\n";
    }
    return text;
}

}  // namespace convt::litert
