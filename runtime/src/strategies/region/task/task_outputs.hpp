#pragma once

#include <type_traits>

#include "blocks/activate.hpp"
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

/// The outputs of one task: written where they belong, or to a scratch, whose blocks are transposed into
/// channels_first outputs, or channels_last ones, or narrowed. The scratch has dense channels, or, for
/// kernels that write planes, dense rows.
template <class T, class Out>
class TaskOutputs {
public:
    /// @param outputs the task's image and group
    /// @param scratch blocking().scratch_bytes of memory
    TaskOutputs(const RegionPlan& plan, const TaskPlace& place, Out* outputs, T* scratch) noexcept
        : plan_(plan), p_(plan.problem()), place_(place), outputs_(outputs), scratch_(scratch) {}

    /// Outputs of a phase row of y and z, for channels from channels.begin on.
    [[nodiscard]] OutputView<T> view(const Phase& y, const Phase& z, Range channels) const noexcept {
        if constexpr (kNarrows) {
            return scratch_view(channels);
        } else {
            return has_scratch() ? scratch_view(channels) : direct_view(y, z, channels);
        }
    }
    /// Moves a phase row of the scratch to where it belongs, if there is a scratch. What follows the kernels
    /// comes before outputs are narrowed.
    /// @param slopes of the task's group; may be null where the epilogue has none
    void finish_row(const Phase& y, const Phase& z, Range channels, const T* slopes) const noexcept;
    /// What follows the kernels, over all outputs of the task while they are in cache, where it is not done.
    void activate(const T* slopes) const noexcept;

private:
    static constexpr bool kNarrows = !std::is_same_v<T, Out>;
    using Blocks = ActivatedBlock<T>;

    [[nodiscard]] bool has_scratch() const noexcept { return plan_.blocking().transposed > 0; }
    /// Of the scratch: channel by channel, with dense rows; else pixel by pixel.
    [[nodiscard]] bool by_planes() const noexcept {
        const RegionForm& form = plan_.form();
        return form.lanes_are_pixels && (form.whole_vectors || p_.output_channel_stride != 1);
    }
    /// Folded phases that are adjacent in a row of planes.
    [[nodiscard]] std::int32_t row_fold() const noexcept { return p_.phases_inner ? p_.fold : 1; }
    [[nodiscard]] OutputView<T> direct_view(const Phase& y, const Phase& z, Range channels) const noexcept;
    [[nodiscard]] OutputView<T> scratch_view(Range channels) const noexcept;
    void transpose_row(const Phase& y, const Phase& z, Range channels) const noexcept;
    void move_row(const T* from, std::int32_t pixels, Range channels, Out* to) const noexcept;
    void activate_scratch(const Phase& y, const Phase& z, Range channels, const T* slopes) const noexcept;
    void activate_channels(Range channels, T* first, const T* slopes) const noexcept;
    template <class Visit>
    void for_slopes(Range channels, const T* slopes, const Visit& visit) const noexcept;
    [[nodiscard]] bool rows_touch(std::int32_t pixels) const noexcept;
    [[nodiscard]] const BlockFunctions& functions() const noexcept {
        return block_functions(plan_.kernel(), p_.dtype);
    }
    [[nodiscard]] Range positions(std::size_t d) const noexcept { return place_.positions(p_.axis[d], d); }

    const RegionPlan& plan_;
    const Problem& p_;
    const TaskPlace& place_;
    Out* outputs_;
    T* scratch_;
};

}  // namespace convt::detail
