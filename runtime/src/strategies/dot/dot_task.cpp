#include "strategies/dot/dot_task.hpp"

#include <algorithm>
#include <cstring>

#include "base/unaligned.hpp"
#include "blocks/buffers.hpp"
#include "strategies/dot/dot_outputs.hpp"
#include "strategies/dot/dot_place.hpp"
#include "strategies/dot/dot_stage.hpp"

namespace convt::detail {
namespace {

class DotTask {
public:
    DotTask(const DotPlan& plan, const RunArgs& args, std::int64_t task, std::byte* workspace) noexcept
        : plan_(plan),
          p_(plan.problem()),
          s_(plan.cut()),
          args_(args),
          place_(dot_place(plan, task)),
          width_(plan.kernel().channel_block),
          pitch_(s_.sums_pitch(plan.kernel())),
          first_channel_(place_.first_block * width_),
          channels_(std::min(place_.blocks * width_, p_.out_channels - first_channel_)) {
        const auto part = [&](std::size_t bytes) {
            std::byte* const begin = workspace;
            workspace += bytes;
            return begin;
        };
        stage_ = part(s_.stage_bytes);
        sums_ = reinterpret_cast<std::int32_t*>(part(s_.sums_bytes));
        from_ = reinterpret_cast<std::int32_t*>(part(s_.from_bytes));
        taps_ = reinterpret_cast<std::int32_t*>(part(s_.taps_bytes));
        starts_ = reinterpret_cast<std::int32_t*>(part(s_.starts_bytes));
        biases_ = reinterpret_cast<float*>(part(s_.starts_bytes));
        row_ = part(s_.row_bytes);
    }

    void run() noexcept {
        set_biases();
        stage();
        const DotRows rows(plan_, args_, place_.group * p_.out_channels + first_channel_, channels_, biases_,
                           row_);
        for (const Phase& z : plan_.phases()[2]) {
            for (const Phase& y : plan_.phases()[1]) {
                for (const Phase& x : plan_.phases()[0]) run_phase({&x, &y, &z}, rows);
            }
        }
    }

private:
    using Phases = std::array<const Phase*, 3>;

    Range clip(const Phase& phase, std::size_t d) const noexcept {
        return {place_.q[d].begin, std::min(place_.q[d].end, phase.outputs)};
    }

    void set_biases() noexcept {
        if (!plan_.requantization().float_bias) return;
        const auto* bias = static_cast<const float*>(args_.bias);
        for (std::int32_t c = 0; c < channels_; ++c) {
            biases_[c] =
                bias == nullptr ? 0 : load(bias + place_.group * p_.out_channels + first_channel_ + c);
        }
    }

    /// The inputs that the taps of all phases meet; none where no tap of an axis meets any.
    void stage() noexcept {
        bool any = p_.in_channels > 0;
        for (std::size_t d = 0; d < 3; ++d) {
            window_[d] = {0, 0};
            bool found = false;
            for (const Phase& phase : plan_.phases()[d]) {
                const Range q = clip(phase, d);
                const Range taps = q.size() > 0 ? useful_taps(phase, p_.axis[d].in, q) : Range{};
                if (taps.size() == 0) continue;
                const Range touched = touched_inputs(phase, taps, q);
                window_[d] = found ? Range{std::min(window_[d].begin, touched.begin),
                                           std::max(window_[d].end, touched.end)}
                                   : touched;
                found = true;
            }
            any = any && found;
        }
        if (!any) return;
        stride_ = {s_.pitch, s_.pitch * window_[0].size(), s_.pitch * window_[0].size() * window_[1].size()};
        const auto* const image = static_cast<const std::byte*>(args_.inputs) +
                                  place_.image * p_.input_batch_stride +
                                  place_.group * p_.in_channels * p_.input_channel_stride;
        stage_dot_inputs(p_, s_.terms, plan_.requantization().input_zero_point, image, window_, s_.pitch,
                         stage_);
    }

    /// Lists the taps of a phase that meet inputs of the block: where their inputs and weights lie.
    /// @return how many
    std::int32_t list_taps(const Phases& phases, const std::array<Range, 3>& q) noexcept {
        std::array<Range, 3> taps{};
        for (std::size_t d = 0; d < 3; ++d) {
            taps[d] = useful_taps(*phases[d], p_.axis[d].in, q[d]);
            if (taps[d].size() == 0) return 0;
        }
        std::int32_t count = 0;
        for (std::int32_t z = taps[2].begin; z < taps[2].end; ++z) {
            for (std::int32_t y = taps[1].begin; y < taps[1].end; ++y) {
                for (std::int32_t x = taps[0].begin; x < taps[0].end; ++x, ++count) {
                    const std::array<std::int32_t, 3> j{x, y, z};
                    std::int64_t tap = 0;
                    std::int32_t input = 0;
                    for (std::size_t d = 3; d-- > 0;) {
                        tap = tap * p_.axis[d].kernel + phases[d]->first_tap + j[d] * phases[d]->tap_step;
                        input -= j[d] * phases[d]->input_step * stride_[d];
                    }
                    taps_[2 * count] = input;
                    taps_[2 * count + 1] = static_cast<std::int32_t>(tap * plan_.panels().tap_stride());
                }
            }
        }
        return p_.in_channels > 0 ? count : 0;
    }

    /// What sums begin with: the bias, less what the staged zero point adds to every sum.
    void set_starts(std::int32_t taps) noexcept {
        const auto* bias = static_cast<const std::int32_t*>(args_.bias);
        const bool integers = bias != nullptr && !plan_.requantization().float_bias;
        for (std::int32_t c = 0; c < channels_; ++c) {
            starts_[c] = integers ? load(bias + place_.group * p_.out_channels + first_channel_ + c) : 0;
        }
        std::fill(starts_ + channels_, starts_ + place_.blocks * width_, 0);
        if (s_.terms != 4) return;
        const auto zero = static_cast<std::uint32_t>(
            unsigned_zero_point(p_.dtype, plan_.requantization().input_zero_point));
        const std::int64_t tap_stride = plan_.panels().tap_stride();
        for (std::int32_t t = 0; t < taps; ++t) {
            const std::int32_t* sums = plan_.panels().sums(static_cast<const std::byte*>(args_.packed),
                                                           place_.group, taps_[2 * t + 1] / tap_stride) +
                                       first_channel_;
            for (std::int32_t c = 0; c < channels_; ++c) {
                starts_[c] = static_cast<std::int32_t>(static_cast<std::uint32_t>(starts_[c]) -
                                                       zero * static_cast<std::uint32_t>(sums[c]));
            }
        }
    }

    void run_phase(const Phases& phases, const DotRows& rows) noexcept {
        std::array<Range, 3> q{};
        for (std::size_t d = 0; d < 3; ++d) {
            q[d] = clip(*phases[d], d);
            if (q[d].size() == 0) return;
        }
        const std::int32_t taps = list_taps(phases, q);
        set_starts(taps);
        const std::int64_t all = std::int64_t{q[0].size()} * q[1].size() * q[2].size();
        for (std::int64_t first = 0; first < all; first += s_.places) {
            const auto count = static_cast<std::int32_t>(std::min<std::int64_t>(s_.places, all - first));
            list_places(phases, q, first, count, taps);
            multiply(count, taps);
            write_rows(phases, q, first, count, rows);
        }
    }

    std::array<std::int32_t, 3> position(const std::array<Range, 3>& q, std::int64_t place) const noexcept {
        const std::int64_t row = place / q[0].size();
        return {q[0].begin + static_cast<std::int32_t>(place % q[0].size()),
                q[1].begin + static_cast<std::int32_t>(row % q[1].size()),
                q[2].begin + static_cast<std::int32_t>(row / q[1].size())};
    }

    /// Where the inputs of tap 0 lie; a last tile is filled up with its last place.
    void list_places(const Phases& phases, const std::array<Range, 3>& q, std::int64_t first,
                     std::int32_t count, std::int32_t taps) noexcept {
        const std::int32_t tile = plan_.kernel().tile_pixels;
        const std::int32_t whole = divide_up_32(count, tile) * tile;
        if (taps == 0) {
            std::fill_n(from_, whole, 0);
            return;
        }
        for (std::int32_t i = 0; i < count;) {
            const std::array<std::int32_t, 3> at = position(q, first + i);
            std::int32_t offset = 0;
            for (std::size_t d = 0; d < 3; ++d) {
                offset += (phases[d]->first_input + at[d] - window_[d].begin) * stride_[d];
            }
            const std::int32_t end = std::min(count, i + q[0].end - at[0]);
            for (; i < end; ++i, offset += stride_[0]) from_[i] = offset;
        }
        std::fill(from_ + count, from_ + whole, from_[count - 1]);
    }

    void multiply(std::int32_t count, std::int32_t taps) noexcept {
        const std::int32_t tile = plan_.kernel().tile_pixels;
        const std::int32_t tiles = divide_up_32(count, tile);
        const DotPanels& panels = plan_.panels();
        FlatBuffer inputs(reinterpret_cast<const std::uint8_t*>(stage_));
        FlatBuffer weights(
            panels.weights(static_cast<const std::byte*>(args_.packed), place_.group, place_.first_block));
        FlatBuffer starts(starts_, place_.blocks * width_);
        OffsetBuffer from(from_, tiles * tile);
        const StridedBuffer<2> list(taps_, {{2, 1}, {taps, 2}});
        const StridedBuffer<4> sums(
            sums_,
            {{width_, 1}, {tile, pitch_}, {tiles, std::int64_t{tile} * pitch_}, {place_.blocks, width_}});
        plan_.kernel().dot(&inputs.buffer, &weights.buffer, &starts.buffer, &from.buffer, list.get(),
                           s_.steps, static_cast<std::int32_t>(panels.block_stride()), sums.get());
    }

    void write_rows(const Phases& phases, const std::array<Range, 3>& q, std::int64_t first,
                    std::int32_t count, const DotRows& rows) noexcept {
        const std::int64_t step = std::int64_t{p_.output_stride[0]} * p_.axis[0].stride;
        for (std::int32_t i = 0; i < count;) {
            const std::array<std::int32_t, 3> at = position(q, first + i);
            std::int64_t to =
                place_.image * p_.output_batch_stride +
                (place_.group * p_.out_channels + first_channel_) * std::int64_t{p_.output_channel_stride};
            for (std::size_t d = 0; d < 3; ++d) {
                to += (std::int64_t{at[d]} * p_.axis[d].stride + phases[d]->residue) * p_.output_stride[d];
            }
            const std::int32_t pixels = std::min(count - i, q[0].end - at[0]);
            rows.write(sums_ + std::int64_t{i} * pitch_, pixels, to, step);
            i += pixels;
        }
    }

    const DotPlan& plan_;
    const Problem& p_;
    const DotSplit& s_;
    const RunArgs& args_;
    DotPlace place_;
    std::int32_t width_, pitch_, first_channel_, channels_;
    DotWindow window_{};
    std::array<std::int32_t, 3> stride_{};
    std::byte* stage_;
    std::int32_t* sums_;
    std::int32_t* from_;
    std::int32_t* taps_;
    std::int32_t* starts_;
    float* biases_;
    std::byte* row_;
};

}  // namespace

void run_dot_task(const DotPlan& plan, const RunArgs& args, std::int64_t task,
                  std::byte* workspace) noexcept {
    DotTask(plan, args, task, workspace).run();
}

}  // namespace convt::detail
