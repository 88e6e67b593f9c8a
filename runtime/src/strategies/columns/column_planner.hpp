#pragma once

#include <string>

#include "base/rounding.hpp"
#include "convt/tuning.hpp"
#include "planning/registry.hpp"
#include "strategies/columns/column_split.hpp"

namespace convt::detail {

/// Chooses the blocks of a split into columns. What strategies keep in the workspace differs: derived classes
/// say that, and hold the split.
class ColumnPlanner {
public:
    ColumnPlanner(const ColumnPlanner&) = delete;
    ColumnPlanner& operator=(const ColumnPlanner&) = delete;
    virtual ~ColumnPlanner() = default;

    /// Fills the split, as far as the tuning leaves it open; or says why the kernel cannot serve the problem,
    /// or what in the tuning it cannot do. Empty when it can.
    [[nodiscard]] std::string run();

protected:
    struct Limits {
        std::int64_t narrowest;     ///< rows are not cut into blocks of fewer inputs for the ring's sake
        std::int64_t most_columns;  ///< that the kernel takes
        bool keep_rows;             ///< threads share rows; only those without one cut them
    };

    /// @param split to be filled; outlives the planner
    ColumnPlanner(const Problem& problem, const KernelInfo& kernel, const Tuning& tuning, Limits limits,
                  ColumnSplit& split)
        : p_(problem), k_(kernel), split_(split), t_(tuning), limits_(limits) {}

    /// What does not depend on blocks.
    virtual void set_columns() = 0;
    /// Slices that are multiplied together.
    [[nodiscard]] virtual std::int64_t step() const = 0;
    [[nodiscard]] virtual std::int64_t ring_elements() const = 0;
    /// Sizes of all parts of the workspace; returns their sum.
    virtual std::size_t set_bytes() = 0;
    /// Pitches, and how inputs are handed to the multiply.
    virtual void set_pitches() = 0;

    /// Places of a row: inputs, and zeros on both sides that adjacent rows share.
    [[nodiscard]] std::int64_t row_places() const {
        return std::int64_t{split_.axis[0].block} + split_.axis[0].reach;
    }
    /// Inputs along x that a task multiplies.
    [[nodiscard]] std::int64_t row_inputs() const {
        return std::min<std::int64_t>(p_.axis[0].in, row_places());
    }
    /// Bytes of whole cache lines that hold so many elements.
    [[nodiscard]] std::size_t lines(std::int64_t elements) const {
        return element_lines(elements, p_.element_bytes());
    }
    /// Elements in an odd number of cache lines.
    [[nodiscard]] std::int64_t odd(std::int64_t elements) const {
        return odd_lines(elements, p_.element_bytes());
    }
    [[nodiscard]] std::int64_t capacity() const {
        return divide_up(step() + split_.axis[split_.roll].reach, step()) * step();
    }

    const Problem& p_;
    const KernelInfo& k_;

private:
    ColumnSplit& split_;

    [[nodiscard]] std::string shape_refusal() const;
    [[nodiscard]] bool block_given() const { return t_.block[0] > 0; }
    std::string take_tuning();
    void set_axes();
    std::int64_t bytes();
    bool halve(std::size_t first, std::size_t last, std::int32_t shortest);
    void choose_blocks();
    [[nodiscard]] std::int64_t count_tasks() const;
    void spread_over_threads();
    void finish();

    const Tuning& t_;
    Limits limits_;
};

}  // namespace convt::detail
