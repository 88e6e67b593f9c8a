#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include "strategies/columns/column_plan.hpp"

namespace convt::detail {

/// The taps of a row of outputs, and those of them that cover a whole segment.
struct RowTaps {
    std::int32_t count = 0;
    std::int32_t whole = 0;
};

/// Walks through one task of a plan with columns: where its columns lie, when they are made and which of them
/// an output sums. `Task`, which derives from it, makes and sums them and says how the ring is laid out:
///
///     std::int64_t offset_of(slot)               of a slice of the ring
///     std::int64_t offset_of(place, tap)         of a column, from that of place 0 and column 0 of its row
///     void multiply_rows(rows, count, to)        `rows`: the task's first input in the first of `count` rows
///     void gather_row(taps, to)                  the outputs of one row, whose taps are listed
///
/// A template, as short rows feel every call.
template <class Task, class Plan, class E>
class ColumnWalk {
public:
    ColumnWalk(const ColumnWalk&) = delete;
    ColumnWalk& operator=(const ColumnWalk&) = delete;

    void run() noexcept {
        const std::size_t roll = t_.roll;
        std::int32_t next = inputs_[roll].begin;
        for (std::int32_t q = positions_[roll].begin; q < positions_[roll].end; ++q) {
            for (; next <= q && next < inputs_[roll].end; next += t_.step) {
                multiply_slices(next, std::min(t_.step, inputs_[roll].end - next));
            }
            if (roll == 1) {
                gather_rows(0, q);
            } else {
                for (std::int32_t y = positions_[1].begin; y < positions_[1].end; ++y) gather_rows(q, y);
            }
        }
    }

protected:
    using Stored = typename E::Stored;
    using T = typename E::Summed;
    using Out = typename E::Out;
    ColumnWalk(const Plan& plan, const RunArgs& args, std::int64_t task) noexcept
        : plan_(plan), p_(plan.problem()), t_(plan.columns()), kernel_(plan.kernel()) {
        locate(task);
        const std::int64_t channel = std::int64_t{group_} * p_.out_channels;
        if (args.bias != nullptr) bias_of_group_ = static_cast<const T*>(args.bias) + channel;
        if (args.slopes != nullptr) slopes_of_group_ = static_cast<const T*>(args.slopes) + channel;
        outputs_ = static_cast<Out*>(args.outputs) + image_ * p_.output_batch_stride +
                   channel * p_.output_channel_stride;
        all_inputs_ = static_cast<const Stored*>(args.inputs);
        image_in_ = all_inputs_ + image_ * p_.input_batch_stride +
                    std::int64_t{group_} * p_.in_channels * p_.input_channel_stride;
        packed_ = static_cast<const T*>(args.packed) + group_ * plan.packed().group_stride;
        inputs_end_ = all_inputs_ + std::int64_t{p_.batch} * p_.input_batch_stride;
    }
    ~ColumnWalk() = default;

    /// What the first column of a row of the ring stands for.
    [[nodiscard]] std::int32_t first_place() const noexcept { return positions_[0].begin - t_.axis[0].reach; }
    /// Places of zeros before the inputs of a row, and after them.
    [[nodiscard]] std::int32_t gap_before() const noexcept {
        return inputs_[0].size() > 0 ? inputs_[0].begin - first_place() : 0;
    }
    [[nodiscard]] std::int32_t gap_after() const noexcept {
        return std::max(positions_[0].end - std::max(inputs_[0].end, first_place()), 0);
    }
    [[nodiscard]] Range outputs_of(std::size_t d, std::int32_t position) const noexcept {
        const Axis& axis = p_.axis[d];
        const std::int64_t first = std::int64_t{position} * axis.stride - axis.crop_left;
        return {static_cast<std::int32_t>(std::max<std::int64_t>(first, 0)),
                static_cast<std::int32_t>(std::min<std::int64_t>(first + axis.stride, axis.out))};
    }

    const Plan& plan_;
    const Problem& p_;
    const typename Plan::Split& t_;
    const KernelInfo& kernel_;
    std::array<Range, 3> positions_{};
    std::array<Range, 3> inputs_{};
    std::int32_t* taps_ = nullptr;  ///< where the columns of the first position of a row are in the ring
    T* ring_ = nullptr;
    const T* bias_of_group_ = nullptr;
    const T* slopes_of_group_ = nullptr;
    const T* packed_ = nullptr;
    const Stored* all_inputs_ = nullptr;  ///< of all images, and where they end: nothing is fetched elsewhere
    const Stored* inputs_end_ = nullptr;

private:
    Task& task() noexcept { return static_cast<Task&>(*this); }
    const Task& task() const noexcept { return static_cast<const Task&>(*this); }

    void locate(std::int64_t task) noexcept {
        for (std::size_t d = 0; d < 3; ++d) {
            const ColumnAxis& a = t_.axis[d];
            const auto block = static_cast<std::int32_t>(task % a.blocks);
            task /= a.blocks;
            const std::int32_t begin = a.first + block * a.block;
            positions_[d] = {begin, std::min(begin + a.block, a.first + a.count)};
            inputs_[d] = {std::max(0, begin - a.reach), std::min(positions_[d].end, p_.axis[d].in)};
        }
        if (inputs_[0].size() == 0) inputs_[t_.roll].end = inputs_[t_.roll].begin;
        group_ = static_cast<std::int32_t>(task % p_.groups);
        image_ = task / p_.groups;
    }

    T* slice(std::int64_t index) const noexcept {
        // Within an axis: 32 bits, which divide in half the time of 64, and until the ring is full not at
        // all.
        const auto slice = static_cast<std::int32_t>(index - inputs_[t_.roll].begin);
        return ring_ + task().offset_of(slice < t_.capacity ? slice : slice % t_.capacity);
    }

    /// Slices [first, first + count) of inputs into the ring: rows, or the rows of one plane.
    void multiply_slices(std::int32_t first, std::int32_t count) noexcept {
        const bool planes = t_.roll == 2;
        const Range rows = planes ? inputs_[1] : Range{first, first + count};
        const Stored* from = image_in_ + (planes ? std::int64_t{first} * p_.input_stride[2] : 0) +
                             std::int64_t{inputs_[0].begin} * p_.input_stride[0];
        T* to = slice(first);
        for (std::int32_t y = rows.begin; y < rows.end; y += t_.rows_per_call) {
            task().multiply_rows(from + std::int64_t{y} * p_.input_stride[1],
                                 std::min(t_.rows_per_call, rows.end - y),
                                 to + std::int64_t{y - rows.begin} * t_.row_pitch);
        }
    }

    /// All output rows of position (z, y).
    void gather_rows(std::int32_t z, std::int32_t y) noexcept {
        const Range planes = outputs_of(2, z);
        const Range rows = outputs_of(1, y);
        for (std::int32_t oz = planes.begin; oz < planes.end; ++oz) {
            const Met in_plane = met(2, oz);
            for (std::int32_t oy = rows.begin; oy < rows.end; ++oy) {
                task().gather_row(list_taps(in_plane, met(1, oy)),
                                  outputs_ + std::int64_t{oz} * p_.output_stride[2] +
                                      std::int64_t{oy} * p_.output_stride[1]);
            }
        }
    }

    /// What an output meets along an axis: tap j of the phase meets input first - j * input_step.
    struct Met {
        const Phase& phase;
        std::int64_t first;
    };
    Met met(std::size_t d, std::int32_t output) const noexcept {
        const std::int32_t stride = p_.axis[d].stride;
        const Phase& phase = plan_.phases()[d][static_cast<std::size_t>(output % stride)];
        return {phase, std::int64_t{phase.first_input} + output / stride};
    }

    RowTaps list_taps(const Met& z, const Met& y) noexcept {
        RowTaps taps;
        add_taps(z, y, {0, t_.whole_taps}, taps.count);
        taps.whole = taps.count;
        add_taps(z, y, {t_.whole_taps, t_.segment_taps}, taps.count);
        return taps;
    }

    /// The columns of runs of x taps, for all taps z and y that reach an output row: where they are for the
    /// first position of the row.
    void add_taps(const Met& z, const Met& y, Range runs, std::int32_t& count) noexcept {
        if (runs.size() == 0) return;
        for (std::int32_t jz = 0; jz < z.phase.taps; ++jz) {
            const std::int64_t iz = z.first - std::int64_t{jz} * z.phase.input_step;
            if (!holds(inputs_[2], iz)) continue;
            const std::int64_t kz = z.phase.first_tap + std::int64_t{jz} * z.phase.tap_step;
            for (std::int32_t jy = 0; jy < y.phase.taps; ++jy) {
                const std::int64_t iy = y.first - std::int64_t{jy} * y.phase.input_step;
                if (!holds(inputs_[1], iy)) continue;
                const std::int64_t ky = y.phase.first_tap + std::int64_t{jy} * y.phase.tap_step;
                const std::int64_t row = row_of(iz, iy) - ring_;
                const std::int64_t tap = (kz * p_.axis[1].kernel + ky) * p_.axis[0].kernel;
                for (std::int32_t r = runs.begin; r < runs.end; ++r) {
                    taps_[count++] = static_cast<std::int32_t>(row + offset_of_run(tap, r));
                }
            }
        }
    }

    /// From the first column of a row to that of a run's first tap, for the first position.
    std::int64_t offset_of_run(std::int64_t first_tap, std::int32_t run) const noexcept {
        const std::int64_t shift = std::int64_t{run} * p_.axis[0].dilation;
        return task().offset_of(t_.axis[0].reach - shift, first_tap + std::int64_t{run} * p_.axis[0].stride);
    }

    const T* row_of(std::int64_t iz, std::int64_t iy) const noexcept {
        return t_.roll == 2 ? slice(iz) + (iy - inputs_[1].begin) * t_.row_pitch : slice(iy);
    }
    static bool holds(Range range, std::int64_t index) noexcept {
        return index >= range.begin && index < range.end;
    }

    std::int32_t group_ = 0;
    std::int64_t image_ = 0;
    Out* outputs_ = nullptr;
    const Stored* image_in_ = nullptr;
};

}  // namespace convt::detail
