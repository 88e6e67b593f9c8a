#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "convt/status.hpp"

namespace convt {

/// Where the choice of a plan comes from.
enum class Effort : unsigned char {
    /// The cost model, in microseconds.
    estimate,
    /// Measurements: Plan::create runs the plans that the cost model ranks best on operands of its own, on
    /// as many threads as the plan is for, and takes the fastest. It takes at most about 30 runs of the plan
    /// and 20 ms, and memory for inputs, weights and outputs. What was measured is remembered in a
    /// MeasuredTable, and not measured again. Where memory is short, the estimate decides.
    measure,
};

namespace detail {
class MeasuredState;
}

/// What plans of Effort::measure have found, by problem and options: a table that grows, to be saved and read
/// again, as FFTW's wisdom. Cheap to copy; copies share one table, which any number of threads may use at
/// the same time. While one of them measures, others that would do so too wait for it.
///
///     convt::MeasuredTable table = convt::MeasuredTable::create().value();
///     auto plan = convt::Plan::create(desc, {.effort = convt::Effort::measure, .measured = table});
///     save(table.text().value());
class MeasuredTable {
public:
    /// The process's own table, which all plans share that name no other.
    MeasuredTable() noexcept = default;
    /// An empty table. @return the table or out_of_memory
    [[nodiscard]] static Result<MeasuredTable> create() noexcept;
    /// A table of what text() wrote, and of any tuned file (docs/tuning.md). Entries that do not count here
    /// (another CPU, tier or version, or a schedule that has changed) are left out.
    ///
    /// @param warning receives what was left out and why, when not null
    /// @return the table; invalid_argument with the line of a malformed text; out_of_memory
    [[nodiscard]] static Result<MeasuredTable> parse(std::string_view text,
                                                     std::string* warning = nullptr) noexcept;

    /// All entries as a tuned file. @return the text or out_of_memory
    [[nodiscard]] Result<std::string> text() const noexcept;
    [[nodiscard]] std::size_t size() const noexcept;

    /// For the library's own use. May throw std::bad_alloc.
    [[nodiscard]] detail::MeasuredState& state() const;

private:
    explicit MeasuredTable(std::shared_ptr<detail::MeasuredState> state) noexcept;
    std::shared_ptr<detail::MeasuredState> state_;
};

}  // namespace convt
