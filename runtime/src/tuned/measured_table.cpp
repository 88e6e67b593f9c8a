#include <algorithm>
#include <iterator>

#include "base/text.hpp"
#include "convt/measured.hpp"
#include "tuned/measured_state.hpp"
#include "tuned/tuned_file.hpp"

namespace convt {
namespace detail {

std::vector<TunedEntry> MeasuredState::entries_of(const std::string& problem) const {
    const std::scoped_lock lock(entries_);
    std::vector<TunedEntry> of_problem;
    std::copy_if(list_.begin(), list_.end(), std::back_inserter(of_problem),
                 [&](const TunedEntry& entry) { return entry.problem == problem; });
    return of_problem;
}

void MeasuredState::add(TunedEntry entry) {
    const std::scoped_lock lock(entries_);
    const auto same = std::find_if(list_.begin(), list_.end(), [&](const TunedEntry& other) {
        return other.problem == entry.problem && other.options == entry.options;
    });
    if (same == list_.end()) {
        list_.push_back(std::move(entry));
    } else {
        *same = std::move(entry);
    }
}

void MeasuredState::add_all(std::vector<TunedEntry> entries) {
    const std::scoped_lock lock(entries_);
    list_.insert(list_.end(), std::make_move_iterator(entries.begin()),
                 std::make_move_iterator(entries.end()));
}

}  // namespace detail

MeasuredTable::MeasuredTable(std::shared_ptr<detail::MeasuredState> state) noexcept
    : state_(std::move(state)) {}

Result<MeasuredTable> MeasuredTable::create() noexcept {
    return detail::guarded(
        []() -> Result<MeasuredTable> { return MeasuredTable(std::make_shared<detail::MeasuredState>()); });
}

Result<MeasuredTable> MeasuredTable::parse(std::string_view text, std::string* warning) noexcept {
    return detail::guarded([&]() -> Result<MeasuredTable> {
        Result<detail::TunedFile> file = detail::read_tuned_file(text);
        if (!file.ok()) return file.status();
        std::string left_out = detail::keep_what_counts(*file);
        MeasuredTable table(std::make_shared<detail::MeasuredState>());
        table.state_->add_all(std::move(file->entries));
        if (warning != nullptr) *warning = std::move(left_out);
        return table;
    });
}

Result<std::string> MeasuredTable::text() const noexcept {
    return detail::guarded(
        [&]() -> Result<std::string> { return detail::tuned_file_text(state().entries()); });
}

std::size_t MeasuredTable::size() const noexcept {
    const Result<std::size_t> size = detail::guarded([&]() -> Result<std::size_t> { return state().size(); });
    return size.ok() ? *size : 0;
}

detail::MeasuredState& MeasuredTable::state() const {
    // Never destroyed: plans may be made while the process ends.
    static auto* const of_process = new detail::MeasuredState;
    return state_ != nullptr ? *state_ : *of_process;
}

}  // namespace convt
