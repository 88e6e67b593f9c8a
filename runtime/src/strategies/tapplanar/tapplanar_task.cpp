#include <algorithm>
#include <type_traits>
#include <utility>

#include "base/rounding.hpp"
#include "base/unaligned.hpp"
#include "blocks/activate.hpp"
#include "blocks/buffers.hpp"
#include "blocks/convert.hpp"
#include "blocks/transpose.hpp"
#include "strategies/columns/column_walk.hpp"
#include "strategies/tapplanar/tapplanar_task.hpp"

namespace convt::detail {
namespace {

/// Neighbouring places are neighbours in vectors: inputs of channels_last are staged channel by channel,
/// others are read where they lie if their rows are long enough.
template <class E>
class TapplanarTask final : public ColumnWalk<TapplanarTask<E>, TapplanarPlan, E> {
    using Walk = ColumnWalk<TapplanarTask<E>, TapplanarPlan, E>;
    using Stored = typename E::Stored;
    using T = typename E::Summed;
    using Out = typename E::Out;
    using Walk::all_inputs_;
    using Walk::bias_of_group_;
    using Walk::gap_after;
    using Walk::gap_before;
    using Walk::inputs_;
    using Walk::inputs_end_;
    using Walk::kernel_;
    using Walk::outputs_of;
    using Walk::p_;
    using Walk::packed_;
    using Walk::plan_;
    using Walk::positions_;
    using Walk::ring_;
    using Walk::slopes_of_group_;
    using Walk::t_;
    using Walk::taps_;

public:
    TapplanarTask(const TapplanarPlan& plan, const RunArgs& args, std::int64_t task,
                  std::byte* workspace) noexcept
        : Walk(plan, args, task) {
        const auto part = [&](std::size_t bytes) {
            auto* begin = reinterpret_cast<T*>(workspace);
            workspace += bytes;
            return begin;
        };
        bias_ = part(t_.bias_bytes);
        taps_ = reinterpret_cast<std::int32_t*>(part(t_.taps_bytes));
        row_ = part(t_.row_bytes);
        lines_ = part(t_.lines_bytes);
        stage_ = part(t_.stage_bytes);
        ring_ = part(t_.ring_bytes);
        in_place_ = reads_in_place(p_, kernel_, inputs_[0].size(), t_.row_pitch);
        set_bias();
        clear_borders();
    }

private:
    friend Walk;

    std::int64_t offset_of(std::int32_t slot) const noexcept {
        // The first step is often the only one, and its slots take no division.
        if (slot < t_.step) return std::int64_t{slot} * t_.slice_pitch;
        return std::int64_t{slot / t_.step} * t_.step_pitch + std::int64_t{slot % t_.step} * t_.slice_pitch;
    }
    std::int64_t offset_of(std::int64_t place, std::int64_t tap) const noexcept {
        return place + tap * p_.out_channels * t_.column_step;
    }

    /// Runs of outputs: one of phases x and channels, or one of phases x for each channel.
    std::int32_t runs() const noexcept { return p_.channels_last ? 1 : p_.out_channels; }

    /// For each output of each run.
    void set_bias() noexcept {
        for (std::int32_t i = 0; i < t_.run * runs(); ++i) {
            const std::int32_t channel = p_.channels_last ? i % p_.out_channels : i / t_.run;
            bias_[i] = bias_of_group_ == nullptr ? T{0} : load(bias_of_group_ + channel);
        }
    }

    /// Rows that follow each other without zeros between them, as if they were one.
    bool joins_rows() const noexcept { return rows_join(p_, inputs_[0].size(), t_.row_pitch); }

    /// Rows that fit a call are staged as a whole, zeros included; others in pieces between the zeros.
    bool whole_rows() const noexcept { return !in_place_ && inputs_[0].size() <= t_.piece; }

    /// Places outside the inputs have columns of zeros.
    void clear_borders() noexcept {
        if (whole_rows()) {
            std::fill_n(stage_, std::int64_t{t_.stage_pitch} * p_.in_channels, T{0});
            return;
        }
        const std::int32_t rows = t_.step * t_.slice_rows();
        for (std::int64_t c = 0; c < t_.pitch; ++c) {
            for (std::int64_t s = 0; s < t_.capacity / t_.step; ++s) {
                T* row = ring_ + c * t_.column_step + s * t_.step_pitch;
                for (std::int32_t r = 0; r < rows; ++r, row += t_.row_pitch) {
                    std::fill_n(row, gap_before(), T{0});
                    std::fill_n(row + gap_before() + inputs_[0].size(), gap_after(), T{0});
                }
            }
        }
    }

    void multiply_rows(const Stored* rows, std::int32_t count, T* to) noexcept {
        const std::int32_t width = inputs_[0].size();
        if constexpr (std::is_same_v<Stored, T>) {
            if (in_place_ && (joins_rows() ? count : 1) * width >= kernel_.tile_pixels) {
                return multiply_in_place(rows, count, to);
            }
        }
        if (in_place_ || whole_rows()) {
            stage(rows, count, width, stage_ + gap_before());
            const std::int32_t row_places = positions_[0].size() + t_.axis[0].reach;
            const Stored* ahead = rows + std::int64_t{count} * p_.input_stride[1];
            multiply_staged((count - 1) * t_.row_pitch + row_places, ahead, to);
            return;
        }
        const std::int32_t tile = kernel_.tile_pixels;
        const std::int32_t end = divide_up_32(width, tile) * tile;
        for (std::int32_t x = 0; x < end; x += t_.piece) {
            const std::int32_t places = std::min(t_.piece, end - x);
            const std::int32_t at = std::min(x, width - places);
            const Stored* from = rows + std::int64_t{at} * p_.input_stride[0];
            stage(from, 1, places, stage_);
            multiply_staged(places, from + std::int64_t{places} * p_.input_stride[0], to + gap_before() + at);
        }
    }

    void multiply_in_place(const T* rows, std::int32_t count, T* to) noexcept {
        std::int32_t places = inputs_[0].size();
        if (joins_rows()) places *= std::exchange(count, 1);
        to += gap_before();
        for (std::int32_t y = 0; y < count; ++y, rows += p_.input_stride[1], to += t_.row_pitch) {
            // While a tile is multiplied, the next one comes.
            const std::int32_t tile = kernel_.tile_pixels, channels = p_.in_channels;
            const std::int64_t pitch = p_.input_channel_stride;
            multiply({rows, {{places, 1}, {channels, pitch}}},
                     {rows + tile, {{tile, 1}, {channels, pitch}, {1, tile}}}, to);
        }
    }

    /// Rows of inputs, each channel for itself.
    void stage(const Stored* from, std::int32_t rows, std::int32_t width, T* to) noexcept {
        const std::int64_t from_row = p_.input_stride[1];
        std::int32_t places = width;
        if (joins_rows()) places *= std::exchange(rows, 1);
        for (std::int32_t y = 0; y < rows; ++y, from += from_row, to += t_.row_pitch) {
            if (p_.input_stride[0] != 1) {
                move_transposed(functions(), from, p_.input_stride[0], to, t_.stage_pitch, places,
                                p_.in_channels);
            } else {
                move_rows(functions(), from, p_.input_channel_stride, to, t_.stage_pitch, places,
                          p_.in_channels);
            }
        }
    }

    /// @param next what is staged next, where its pixels follow each other with all of their channels
    void multiply_staged(std::int32_t places, const Stored* next, T* to) noexcept {
        const std::int32_t tile = kernel_.tile_pixels, channels = p_.in_channels;
        multiply({stage_, {{places, 1}, {channels, t_.stage_pitch}}},
                 {fetched(next, places), {{tile, 1}, {channels, tile}, {1, std::int64_t{tile} * channels}}},
                 to);
    }
    void multiply(const StridedBuffer<2>& inputs, const StridedBuffer<3>& ahead, T* to) noexcept {
        const std::int64_t lanes = kernel_.channel_block;
        const StridedBuffer<3> kernel(packed_, {{kernel_.channel_block, 1},
                                                {p_.in_channels, lanes},
                                                {t_.column_blocks, lanes * p_.in_channels}});
        const StridedBuffer<2> columns(to, {{inputs.get()->dim[0].extent, 1}, {t_.pitch, t_.column_step}});
        kernel_.planes(inputs.get(), kernel.get(), ahead.get(), columns.get());
    }

    /// What a call fetches, as much as it reads: no address behind the inputs, as the translation of one that
    /// is not mapped takes a virtual machine 50 cycles and more. Nor inputs of another type than it reads.
    const T* fetched([[maybe_unused]] const Stored* next, std::int32_t places) const noexcept {
        const std::int64_t tile = kernel_.tile_pixels;
        [[maybe_unused]] const std::int64_t elements = divide_up(places, tile) * tile * p_.in_channels;
        if constexpr (std::is_same_v<Stored, T>) {
            if (p_.inputs_channels_last && inputs_end_ - all_inputs_ >= elements) {
                return std::min(next, inputs_end_ - elements);
            }
        }
        return stage_;
    }

    void gather_row(RowTaps listed, Out* to) noexcept {
        for (std::int32_t run = 0; run < runs(); ++run) {
            gather_run(run, listed, to + std::int64_t{run} * p_.output_channel_stride);
        }
    }

    /// Outputs of a run whose last tap is a whole one less.
    std::int32_t limit() const noexcept {
        const Axis& x = p_.axis[0];
        return x.kernel % x.stride * (t_.run / x.stride);
    }
    /// From the columns of an output of a run to those of the next.
    std::int32_t output_pitch() const noexcept {
        return (p_.channels_last ? 1 : p_.out_channels) * t_.column_step;
    }

    /// A row's outputs of one run, to where they belong: at once if they are whole, else by way of a row of
    /// our own.
    void gather_run(std::int32_t run, RowTaps listed, Out* to) noexcept {
        const Axis& axis = p_.axis[0];
        const std::int32_t positions = positions_[0].size();
        const std::int32_t channels = t_.run / axis.stride;
        const std::int64_t first = std::int64_t{positions_[0].begin} * axis.stride - axis.crop_left;
        const std::int64_t begin = outputs_of(0, positions_[0].begin).begin;
        const std::int64_t end = outputs_of(0, positions_[0].end - 1).end;
        to += begin * p_.output_stride[0];
        const bool whole = (end - begin) * channels == std::int64_t{positions} * t_.run &&
                           positions >= contract::kTapplanarPositions;
        if constexpr (std::is_same_v<T, Out>) {
            if (whole && p_.output_stride[0] == channels && !plan_.epilogue().follows()) {
                gather(run, listed, to);
                return;
            }
        }
        gather(run, listed, row_);
        T* from = row_ + (begin - first) * channels;
        const auto width = static_cast<std::int32_t>(end - begin);
        if (plan_.epilogue().follows()) {
            const T* slopes = slopes_of_group_ == nullptr ? nullptr : slopes_of_group_ + run;
            activate_row(functions(), plan_.epilogue(), from, width, channels, slopes);
        }
        write_row(from, width, channels, to);
    }

    void gather(std::int32_t run, RowTaps listed, T* to) noexcept {
        const std::int32_t channel = run * t_.column_step;
        const T* bias = bias_ + std::int64_t{run} * t_.run;
        if (t_.gather->outputs == t_.run) {
            call_gather(channel, bias, listed, limit(), to);
            return;
        }
        const std::int32_t pitch = std::max(positions_[0].size(), contract::kTapplanarPositions);
        for (std::int32_t i = 0; i < t_.run; ++i) {
            const RowTaps taps{i < limit() ? listed.count : listed.whole, listed.whole};
            call_gather(channel + i * output_pitch(), bias + i, taps, 1, lines_ + std::int64_t{i} * pitch);
        }
        transpose_block(functions(), lines_, pitch, to, t_.run, t_.run, positions_[0].size());
    }

    void call_gather(std::int32_t column, const T* bias, RowTaps listed, std::int32_t limit, T* to) noexcept {
        FlatBuffer columns(ring_ + column);
        OffsetBuffer offsets(taps_, listed.count);
        FlatBuffer biases(bias);
        FlatBuffer row(to);
        t_.gather->gather.template get<T>()(
            &columns.buffer, &offsets.buffer, &biases.buffer, positions_[0].size(), output_pitch(),
            listed.whole, limit, static_cast<T>(plan_.epilogue().alpha),
            static_cast<T>(plan_.epilogue().lower), static_cast<T>(plan_.epilogue().upper), &row.buffer);
    }

    void write_row(const T* from, std::int32_t width, std::int32_t channels, Out* to) noexcept {
        const std::int32_t step = p_.output_stride[0];
        if (step == channels) {
            move_rows(functions(), from, 0, to, 0, width * channels, 1);
        } else {
            move_rows(functions(), from, channels, to, step, channels, width);
        }
    }
    const BlockFunctions& functions() const noexcept { return block_functions(kernel_, p_.dtype); }

    T* bias_ = nullptr;
    T* row_ = nullptr;
    T* lines_ = nullptr;
    T* stage_ = nullptr;
    bool in_place_ = false;
};

}  // namespace

void run_tapplanar_task(const TapplanarPlan& plan, const RunArgs& args, std::int64_t task,
                        std::byte* workspace) noexcept {
    const Problem& p = plan.problem();
    with_elements(p.dtype, p.output_dtype,
                  [&]<class E>(E) { TapplanarTask<E>(plan, args, task, workspace).run(); });
}

}  // namespace convt::detail
