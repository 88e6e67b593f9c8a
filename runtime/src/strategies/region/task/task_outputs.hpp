#pragma once

#include "strategies/region/task/task_place.hpp"

namespace convt::detail {

/// Where a kernel writes outputs of one phase row: element (x, y, z, channel) of the problem's outputs, x by
/// output position, y and z by q.
template <class T>
struct OutputView {
    T* base;
    std::array<std::int64_t, 3> stride;  ///< of one q
    std::int64_t residue_stride;         ///< along x, of one output position
    std::int32_t channel_stride;
};

/// The outputs of one task: written where they belong, or to a scratch of dense channels, whose blocks are
/// transposed into channels_first outputs.
template <class T>
class TaskOutputs {
public:
    /// @param outputs the task's image and group
    /// @param scratch blocking().scratch_bytes of memory
    TaskOutputs(const RegionPlan& plan, const TaskPlace& place, T* outputs, T* scratch) noexcept
        : plan_(plan), p_(plan.problem()), place_(place), outputs_(outputs), scratch_(scratch) {}

    /// Outputs of a phase row of y and z, for channels from channels.begin on.
    [[nodiscard]] OutputView<T> view(const Phase& y, const Phase& z, Range channels) const noexcept {
        return transposes() ? scratch_view(channels) : direct_view(y, z, channels);
    }
    /// Moves a phase row of the scratch to where it belongs, if there is a scratch.
    void finish_row(const Phase& y, const Phase& z, Range channels) const noexcept {
        if (transposes()) transpose_row(y, z, channels);
    }
    /// What follows the kernels, over all outputs of the task while they are in cache.
    /// @param slopes of the task's group; may be null where the epilogue has none
    void activate(const T* slopes) const noexcept;

private:
    [[nodiscard]] bool transposes() const noexcept { return plan_.blocking().transposed > 0; }
    [[nodiscard]] OutputView<T> direct_view(const Phase& y, const Phase& z, Range channels) const noexcept;
    [[nodiscard]] OutputView<T> scratch_view(Range channels) const noexcept;
    void transpose_row(const Phase& y, const Phase& z, Range channels) const noexcept;
    void activate_channels(Range channels, T* first, const T* slopes) const noexcept;
    [[nodiscard]] bool rows_touch(std::int32_t columns) const noexcept;
    [[nodiscard]] Range positions(std::size_t d) const noexcept { return place_.positions(p_.axis[d], d); }

    const RegionPlan& plan_;
    const Problem& p_;
    const TaskPlace& place_;
    T* outputs_;
    T* scratch_;
};

}  // namespace convt::detail
