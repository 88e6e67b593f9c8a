#include "tapped_task.hpp"

#include <algorithm>
#include <cstring>

#include "buffers.hpp"
#include "tapped.hpp"
#include "turn.hpp"

namespace convt::detail {
namespace {

constexpr std::int32_t kTurnedChannels = 16;

class TappedTask {
public:
    TappedTask(const PlanState& plan, const RunArgs& args, std::int64_t task, std::byte* workspace) noexcept
        : plan_(plan), p_(plan.choice.problem), t_(*plan.choice.tapped), kernel_(*plan.choice.kernel) {
        locate(task);
        const auto part = [&](std::size_t bytes) {
            auto* begin = reinterpret_cast<float*>(workspace);
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
        const std::int64_t channel = std::int64_t{group_} * p_.out_channels;
        set_bias(args.bias == nullptr ? nullptr : args.bias + channel);
        outputs_ = args.outputs + image_ * p_.output_batch_stride + channel * p_.output_channel_stride;
        image_in_ = args.inputs + image_ * p_.input_batch_stride +
                    std::int64_t{group_} * p_.in_channels * p_.input_channel_stride;
        packed_ = args.packed + group_ * plan.group_stride;
    }

    void run() noexcept {
        set_tables();
        clear_borders();
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

private:
    void locate(std::int64_t task) noexcept {
        for (std::size_t d = 0; d < 3; ++d) {
            const TappedAxis& a = t_.axis[d];
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

    /// One for each phase x and channel, and whatever a vector reads behind them.
    void set_bias(const float* bias) noexcept {
        for (std::int32_t i = 0; i < t_.segment + contract::kTappedSlack; ++i) {
            bias_[i] = bias == nullptr ? 0.0F : bias[i % p_.out_channels];
        }
    }

    /// Offsets of the places of a call: neighbouring rows, the same for each call.
    void set_tables() noexcept {
        const std::int32_t columns = std::min(inputs_[0].size(), t_.places);
        if (columns == 0) return;
        const std::int32_t rows = t_.places / columns;
        const std::int64_t pixel = p_.channels_last ? p_.input_stride[0] : t_.stage_pitch;
        const std::int64_t pitch = p_.channels_last ? p_.input_stride[1] : pixel * columns;
        std::int32_t place = 0;
        for (std::int32_t y = 0; y < std::min(rows, t_.rows_per_call); ++y) {
            for (std::int32_t x = 0; x < columns; ++x, ++place) {
                from_[place] = static_cast<std::int32_t>(y * pitch + x * pixel);
                to_[place] = y * t_.row_pitch + x * t_.pitch;
            }
        }
    }

    /// What the first column of a row of the ring stands for.
    std::int32_t first_place() const noexcept { return positions_[0].begin - t_.axis[0].reach; }

    /// Places outside the inputs have columns of zeros; multiplies never write them.
    void clear_borders() noexcept {
        const std::int64_t before = inputs_[0].size() > 0 ? inputs_[0].begin - first_place() : 0;
        const std::int64_t after = positions_[0].end - std::max(inputs_[0].end, first_place());
        const std::int64_t rows = std::int64_t{t_.capacity} * t_.slice_rows();
        for (std::int64_t r = 0; r < rows; ++r) {
            float* row = ring_ + r * t_.row_pitch;
            std::fill_n(row, before * t_.pitch, 0.0F);
            std::fill_n(row + (positions_[0].end - first_place() - after) * t_.pitch, after * t_.pitch, 0.0F);
        }
    }

    float* slice(std::int64_t index) const noexcept {
        const std::int64_t slot = (index - inputs_[t_.roll].begin) % t_.capacity;
        return ring_ + slot * t_.slice_pitch;
    }

    /// Slices [first, first + count) of inputs into the ring: rows, or the rows of one plane.
    void multiply_slices(std::int32_t first, std::int32_t count) noexcept {
        const bool planes = t_.roll == 2;
        const Range rows = planes ? inputs_[1] : Range{first, first + count};
        const float* plane = image_in_ + (planes ? std::int64_t{first} * p_.input_stride[2] : 0);
        float* to = slice(first);
        for (std::int32_t y = rows.begin; y < rows.end; y += t_.rows_per_call) {
            const std::int32_t together = std::min(t_.rows_per_call, rows.end - y);
            multiply_rows(plane + std::int64_t{y} * p_.input_stride[1], together,
                          to + std::int64_t{y - rows.begin} * t_.row_pitch);
        }
    }

    void multiply_rows(const float* rows, std::int32_t count, float* to) noexcept {
        const std::int32_t width = inputs_[0].size();
        const std::int32_t piece = std::min(width, t_.places);
        for (std::int32_t x = 0; x < width; x += piece) {
            const std::int32_t columns = std::min(piece, width - x);
            const float* from = rows + std::int64_t{inputs_[0].begin + x} * p_.input_stride[0];
            multiply(p_.channels_last ? from : turned(from, count, columns, piece), count * columns,
                     to + std::int64_t{inputs_[0].begin + x - first_place()} * t_.pitch);
        }
    }

    /// channels_first inputs, pixel by pixel. A few channels at a time: their lines are read to the end
    /// before those of others, often a power of two apart, push them out of the cache.
    const float* turned(const float* from, std::int32_t rows, std::int32_t columns,
                        std::int32_t row_pixels) noexcept {
        const BlockFunctions& functions = block_functions(kernel_.isa);
        const bool dense = p_.input_stride[1] == columns && columns == row_pixels;
        const std::int32_t pieces = dense ? 1 : rows;
        std::int32_t channels = 0;
        for (std::int32_t c = 0; c < p_.in_channels; c += channels) {
            const std::int32_t rest = p_.in_channels - c;
            channels = rest < kTurnedChannels + kTurnedChannels / 2 ? rest : kTurnedChannels;
            for (std::int32_t y = 0; y < pieces; ++y) {
                turn_block(
                    functions,
                    from + std::int64_t{c} * p_.input_channel_stride + std::int64_t{y} * p_.input_stride[1],
                    p_.input_channel_stride, stage_ + std::int64_t{y} * row_pixels * t_.stage_pitch + c,
                    t_.stage_pitch, channels, dense ? rows * columns : columns);
            }
        }
        return stage_;
    }

    void multiply(const float* inputs, std::int32_t places, float* to) noexcept {
        FlatBuffer input(inputs);
        const std::int64_t lanes = kernel_.channel_block;
        const StridedBuffer<3> kernel(packed_, {{kernel_.channel_block, 1},
                                                {p_.in_channels, lanes},
                                                {t_.column_blocks, lanes * p_.in_channels}});
        OffsetBuffer from(from_, places);
        OffsetBuffer at(to_, places);
        FlatBuffer columns(to);
        kernel_.columns(&input.buffer, kernel.get(), &from.buffer, &at.buffer, &columns.buffer);
    }

    /// All output rows of position (z, y).
    void gather_rows(std::int32_t z, std::int32_t y) noexcept {
        const Range planes = outputs_of(2, z);
        const Range rows = outputs_of(1, y);
        for (std::int32_t oz = planes.begin; oz < planes.end; ++oz) {
            for (std::int32_t oy = rows.begin; oy < rows.end; ++oy) {
                gather_row(oz, oy);
                write_row(outputs_ + std::int64_t{oz} * p_.output_stride[2] +
                          std::int64_t{oy} * p_.output_stride[1]);
            }
        }
    }

    Range outputs_of(std::size_t d, std::int32_t position) const noexcept {
        const Axis& axis = p_.axis[d];
        const std::int64_t first = std::int64_t{position} * axis.stride - axis.crop_left;
        return {static_cast<std::int32_t>(std::max<std::int64_t>(first, 0)),
                static_cast<std::int32_t>(std::min<std::int64_t>(first + axis.stride, axis.out))};
    }

    void gather_row(std::int32_t oz, std::int32_t oy) noexcept {
        std::int32_t count = 0;
        for (std::int32_t run = 0; run < t_.whole_taps; ++run) add_taps(oz, oy, run, count);
        const std::int32_t whole = count;
        if (t_.segment_taps > t_.whole_taps) add_taps(oz, oy, t_.whole_taps, count);
        FlatBuffer columns(ring_);
        OffsetBuffer taps(taps_, count);
        FlatBuffer bias(bias_);
        FlatBuffer row(row_);
        t_.gather(&columns.buffer, &taps.buffer, &bias.buffer, positions_[0].size(), t_.segment, t_.pitch,
                  whole, t_.limit, plan_.alpha, plan_.lower, plan_.upper, &row.buffer);
    }

    /// The columns of one run of x taps, for all taps z and y that reach output row (oz, oy): where they are
    /// for the first position of the row.
    void add_taps(std::int32_t oz, std::int32_t oy, std::int32_t run, std::int32_t& count) noexcept {
        const Axis& ax = p_.axis[0];
        const Phase& pz = phase(2, oz);
        const Phase& py = phase(1, oy);
        const std::int64_t tap_x = std::int64_t{run} * ax.stride;
        const std::int64_t shift = tap_x * ax.dilation / ax.stride;
        const std::int64_t x = (t_.axis[0].reach - shift) * t_.pitch + tap_x * p_.out_channels;
        const std::int64_t tap_columns = std::int64_t{ax.kernel} * p_.out_channels;
        for (std::int32_t jz = 0; jz < pz.taps; ++jz) {
            const std::int64_t iz = input(2, pz, oz, jz);
            if (!holds(inputs_[2], iz)) continue;
            const std::int64_t kz = pz.first_tap + std::int64_t{jz} * pz.tap_step;
            for (std::int32_t jy = 0; jy < py.taps; ++jy) {
                const std::int64_t iy = input(1, py, oy, jy);
                if (!holds(inputs_[1], iy)) continue;
                const std::int64_t ky = py.first_tap + std::int64_t{jy} * py.tap_step;
                taps_[count++] = static_cast<std::int32_t>(row_of(iz, iy) - ring_ +
                                                           (kz * p_.axis[1].kernel + ky) * tap_columns + x);
            }
        }
    }

    const Phase& phase(std::size_t d, std::int32_t output) const noexcept {
        return plan_.phases[d][static_cast<std::size_t>(output % p_.axis[d].stride)];
    }
    std::int64_t input(std::size_t d, const Phase& phase, std::int32_t output,
                       std::int32_t tap) const noexcept {
        return std::int64_t{phase.first_input} + output / p_.axis[d].stride -
               std::int64_t{tap} * phase.input_step;
    }
    const float* row_of(std::int64_t iz, std::int64_t iy) const noexcept {
        return t_.roll == 2 ? slice(iz) + (iy - inputs_[1].begin) * t_.row_pitch : slice(iy);
    }

    static bool holds(Range range, std::int64_t index) noexcept {
        return index >= range.begin && index < range.end;
    }

    /// The row's outputs, activated, to where they belong.
    void write_row(float* to) noexcept {
        const Axis& axis = p_.axis[0];
        const std::int64_t first = std::int64_t{positions_[0].begin} * axis.stride - axis.crop_left;
        const std::int32_t begin = outputs_of(0, positions_[0].begin).begin;
        const std::int32_t end = outputs_of(0, positions_[0].end - 1).end;
        const float* from = row_ + (begin - first) * p_.out_channels;
        const std::int32_t channels = p_.out_channels;
        const std::int32_t width = end - begin;
        if (plan_.curved) {
            const StridedBuffer<3> values(from, {{width * channels, 1}, {1, 0}, {1, 0}});
            block_functions(kernel_.isa).activate(static_cast<std::int32_t>(plan_.curve), values.get());
        }
        const std::int32_t step = p_.output_stride[0];
        to += std::int64_t{begin} * step;
        if (!p_.channels_last && channels > 1) {
            turn_block(block_functions(kernel_.isa), from, channels, to, p_.output_channel_stride, width,
                       channels);
        } else if (step == channels) {
            std::memcpy(to, from, sizeof(float) * static_cast<std::size_t>(width * channels));
        } else {
            for (std::int64_t x = 0; x < width; ++x) {
                for (std::int64_t c = 0; c < channels; ++c) to[x * step + c] = from[x * channels + c];
            }
        }
    }

    const PlanState& plan_;
    const Problem& p_;
    const TappedPlan& t_;
    const KernelInfo& kernel_;
    std::array<Range, 3> positions_{};
    std::array<Range, 3> inputs_{};
    std::int32_t group_ = 0;
    std::int64_t image_ = 0;
    float* bias_ = nullptr;
    std::int32_t* from_ = nullptr;
    std::int32_t* to_ = nullptr;
    std::int32_t* taps_ = nullptr;
    float* row_ = nullptr;
    float* stage_ = nullptr;
    float* ring_ = nullptr;
    float* outputs_ = nullptr;
    const float* image_in_ = nullptr;
    const float* packed_ = nullptr;
};

}  // namespace

void run_tapped_task(const PlanState& plan, const RunArgs& args, std::int64_t task,
                     std::byte* workspace) noexcept {
    TappedTask(plan, args, task, workspace).run();
}

}  // namespace convt::detail
