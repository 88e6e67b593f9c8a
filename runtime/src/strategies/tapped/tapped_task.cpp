#include "strategies/tapped/tapped_task.hpp"

#include <algorithm>
#include <type_traits>

#include "base/unaligned.hpp"
#include "blocks/activate.hpp"
#include "blocks/buffers.hpp"
#include "blocks/convert.hpp"
#include "strategies/columns/column_walk.hpp"

namespace convt::detail {
namespace {

constexpr std::int32_t kTransposedChannels = 16;

template <class E>
class TappedTask final : public ColumnWalk<TappedTask<E>, TappedPlan, E> {
    using Walk = ColumnWalk<TappedTask<E>, TappedPlan, E>;
    using Stored = typename E::Stored;
    using T = typename E::Summed;
    using Out = typename E::Out;
    using Walk::bias_of_group_;
    using Walk::first_place;
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
    TappedTask(const TappedPlan& plan, const RunArgs& args, std::int64_t task, std::byte* workspace) noexcept
        : Walk(plan, args, task) {
        const auto part = [&](std::size_t bytes) {
            auto* begin = reinterpret_cast<T*>(workspace);
            workspace += bytes;
            return begin;
        };
        bias_ = part(t_.bias_bytes);
        from_ = reinterpret_cast<std::int32_t*>(part(t_.table_bytes));
        to_ = reinterpret_cast<std::int32_t*>(part(t_.table_bytes));
        taps_ = reinterpret_cast<std::int32_t*>(part(t_.taps_bytes));
        row_ = part(t_.row_bytes);
        stage_ = part(t_.stage_bytes);
        ring_ = part(t_.ring_bytes);
        set_bias();
        set_tables();
        clear_borders();
    }

private:
    friend Walk;

    std::int64_t offset_of(std::int32_t slot) const noexcept { return std::int64_t{slot} * t_.slice_pitch; }
    std::int64_t offset_of(std::int64_t place, std::int64_t tap) const noexcept {
        return place * t_.pitch + tap * p_.out_channels;
    }

    /// One for each phase x and channel, and whatever a vector reads behind them.
    void set_bias() noexcept {
        for (std::int32_t i = 0; i < t_.segment + contract::kTappedSlack; ++i) {
            bias_[i] = bias_of_group_ == nullptr ? T{0} : load(bias_of_group_ + i % p_.out_channels);
        }
    }

    /// Offsets of the places of a call: neighbouring rows, the same for each call.
    void set_tables() noexcept {
        const std::int32_t columns = std::min(inputs_[0].size(), t_.places);
        if (columns == 0) return;
        const std::int32_t rows = t_.places / columns;
        const std::int64_t pixel = p_.reads_pixels_in_place() ? p_.input_stride[0] : t_.stage_pitch;
        const std::int64_t pitch = p_.reads_pixels_in_place() ? p_.input_stride[1] : pixel * columns;
        std::int32_t place = 0;
        for (std::int32_t y = 0; y < std::min(rows, t_.rows_per_call); ++y) {
            for (std::int32_t x = 0; x < columns; ++x, ++place) {
                from_[place] = static_cast<std::int32_t>(y * pitch + x * pixel);
                to_[place] = y * t_.row_pitch + x * t_.pitch;
            }
        }
    }

    /// Places outside the inputs have columns of zeros; multiplies never write them.
    void clear_borders() noexcept {
        const std::int64_t before = gap_before(), after = gap_after();
        const std::int64_t rows = std::int64_t{t_.capacity} * t_.slice_rows();
        for (std::int64_t r = 0; r < rows; ++r) {
            T* row = ring_ + r * t_.row_pitch;
            std::fill_n(row, before * t_.pitch, T{0});
            std::fill_n(row + (positions_[0].end - first_place() - after) * t_.pitch, after * t_.pitch, T{0});
        }
    }

    void multiply_rows(const Stored* rows, std::int32_t count, T* to) noexcept {
        const std::int32_t width = inputs_[0].size();
        const std::int32_t piece = std::min(width, t_.places);
        for (std::int32_t x = 0; x < width; x += piece) {
            const std::int32_t columns = std::min(piece, width - x);
            const Stored* from = rows + std::int64_t{x} * p_.input_stride[0];
            multiply(readable(from, count, columns, piece), count * columns,
                     to + (std::int64_t{gap_before()} + x) * t_.pitch);
        }
    }

    /// Inputs where they lie, or staged.
    const T* readable(const Stored* from, std::int32_t rows, std::int32_t columns,
                      std::int32_t row_pixels) noexcept {
        if (!p_.inputs_channels_last) return turned(from, rows, columns, row_pixels);
        if constexpr (std::is_same_v<Stored, T>) {
            return from;
        } else {
            for (std::int32_t y = 0; y < rows; ++y) {
                move_rows(functions(), from + std::int64_t{y} * p_.input_stride[1], p_.input_stride[0],
                          stage_ + std::int64_t{y} * row_pixels * t_.stage_pitch, t_.stage_pitch,
                          p_.in_channels, columns);
            }
            return stage_;
        }
    }

    /// channels_first inputs, pixel by pixel. A few channels at a time: their lines are read to the end
    /// before those of others, often a power of two apart, push them out of the cache.
    const T* turned(const Stored* from, std::int32_t rows, std::int32_t columns,
                    std::int32_t row_pixels) noexcept {
        const bool dense = p_.input_stride[1] == columns && columns == row_pixels;
        const std::int32_t pieces = dense ? 1 : rows;
        std::int32_t channels = 0;
        for (std::int32_t c = 0; c < p_.in_channels; c += channels) {
            const std::int32_t rest = p_.in_channels - c;
            channels = rest < kTransposedChannels + kTransposedChannels / 2 ? rest : kTransposedChannels;
            for (std::int32_t y = 0; y < pieces; ++y) {
                move_transposed(
                    functions(),
                    from + std::int64_t{c} * p_.input_channel_stride + std::int64_t{y} * p_.input_stride[1],
                    p_.input_channel_stride, stage_ + std::int64_t{y} * row_pixels * t_.stage_pitch + c,
                    t_.stage_pitch, channels, dense ? rows * columns : columns);
            }
        }
        return stage_;
    }

    void multiply(const T* inputs, std::int32_t places, T* to) noexcept {
        const std::int64_t staged = static_cast<std::int64_t>(t_.stage_bytes / sizeof(T));
        FlatBuffer input(inputs, inputs == stage_ ? staged : elements_from(inputs));
        OffsetBuffer from(from_, places);
        OffsetBuffer at(to_, places);
        const std::int64_t lanes = kernel_.channel_block;
        for (std::int32_t block = 0; block < t_.column_blocks; block += t_.call_blocks) {
            const std::int32_t blocks = std::min(t_.call_blocks, t_.column_blocks - block);
            const StridedBuffer<3> kernel(
                packed_ + block * lanes * p_.in_channels,
                {{kernel_.channel_block, 1}, {p_.in_channels, lanes}, {blocks, lanes * p_.in_channels}});
            FlatBuffer columns(to + block * lanes);
            kernel_.columns(&input.buffer, kernel.get(), &from.buffer, &at.buffer, &columns.buffer);
        }
    }

    /// Of inputs that are read where they lie.
    std::int64_t elements_from(const T* inputs) const noexcept {
        if constexpr (std::is_same_v<Stored, T>) {
            return inputs_end_ - inputs;
        } else {
            return 0;
        }
    }

    void gather_row(RowTaps listed, Out* to) noexcept {
        FlatBuffer columns(ring_);
        OffsetBuffer taps(taps_, listed.count);
        FlatBuffer bias(bias_);
        FlatBuffer row(row_);
        t_.gather->gather.template get<T>()(
            &columns.buffer, &taps.buffer, &bias.buffer, positions_[0].size(), t_.segment, t_.pitch,
            listed.whole, t_.limit, static_cast<T>(plan_.epilogue().alpha),
            static_cast<T>(plan_.epilogue().lower), static_cast<T>(plan_.epilogue().upper), &row.buffer);
        write_row(to);
    }

    /// The row's outputs, activated, to where they belong.
    void write_row(Out* to) noexcept {
        const Axis& axis = p_.axis[0];
        const std::int64_t first = std::int64_t{positions_[0].begin} * axis.stride - axis.crop_left;
        const std::int32_t begin = outputs_of(0, positions_[0].begin).begin;
        const std::int32_t end = outputs_of(0, positions_[0].end - 1).end;
        T* from = row_ + (begin - first) * p_.out_channels;
        const std::int32_t channels = p_.out_channels;
        const std::int32_t width = end - begin;
        if (plan_.epilogue().follows()) {
            activate_row(functions(), plan_.epilogue(), from, width, channels, slopes_of_group_);
        }
        const std::int32_t step = p_.output_stride[0];
        to += std::int64_t{begin} * step;
        if (!p_.channels_last && channels > 1) {
            move_transposed(functions(), from, channels, to, p_.output_channel_stride, width, channels);
        } else if (step == channels) {
            move_rows(functions(), from, 0, to, 0, width * channels, 1);
        } else {
            move_rows(functions(), from, channels, to, step, channels, width);
        }
    }

    const BlockFunctions& functions() const noexcept { return block_functions(kernel_, p_.dtype); }

    T* bias_ = nullptr;
    std::int32_t* from_ = nullptr;
    std::int32_t* to_ = nullptr;
    T* row_ = nullptr;
    T* stage_ = nullptr;
};

}  // namespace

void run_tapped_task(const TappedPlan& plan, const RunArgs& args, std::int64_t task,
                     std::byte* workspace) noexcept {
    const Problem& p = plan.problem();
    with_elements(p.dtype, p.output_dtype,
                  [&]<class E>(E) { TappedTask<E>(plan, args, task, workspace).run(); });
}

}  // namespace convt::detail
