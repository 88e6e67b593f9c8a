#include "strategies/region/task.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "blocks/buffers.hpp"
#include "blocks/turn.hpp"
#include "strategies/region/stage.hpp"

namespace convt::detail {
namespace {

/// Where a kernel writes outputs of one phase row: element (x, y, z, channel) of the problem's outputs, x by
/// output position, y and z by q.
struct OutputView {
    float* base;
    std::array<std::int64_t, 3> stride;  ///< of one q
    std::int64_t residue_stride;         ///< along x, of one output position
    std::int32_t channel_stride;
};

using Phases = std::array<const Phase*, 3>;
using Box = std::array<Range, 3>;

class Task {
public:
    Task(const PlanState& plan, const RunArgs& args, std::int64_t task, std::byte* workspace) noexcept
        : plan_(plan), p_(plan.choice.problem), b_(plan.choice.blocking), kernel_(*plan.choice.kernel) {
        locate(task);
        const std::int64_t channel = std::int64_t{group_} * p_.out_channels;
        outputs_ = args.outputs + image_ * p_.output_batch_stride + channel * p_.output_channel_stride;
        packed_ = args.packed + group_ * plan.group_stride;
        auto* scratch = reinterpret_cast<float*>(workspace);
        set_bias(args.bias == nullptr ? nullptr : args.bias + channel, scratch);
        stage_ = scratch + b_.bias_bytes / sizeof(float);
        turned_ = stage_ + b_.stage_bytes / sizeof(float);
        const float* image = args.inputs + image_ * p_.input_batch_stride +
                             std::int64_t{group_} * p_.in_channels * p_.input_channel_stride;
        set_inputs(image);
    }

    void run() noexcept {
        const std::int32_t step = b_.turned > 0 ? b_.turned : channels_.size();
        for (std::int32_t c = channels_.begin; c < channels_.end;) {
            std::int32_t end = std::min(c + step, channels_.end);
            if (channels_.end - end < kernel_.channel_block) end = channels_.end;
            run_channels({c, end});
            c = end;
        }
        if (plan_.curved) apply_curve();
    }

private:
    /// Tasks run over chunks outermost, so that neighbours in time share weights; then images, groups,
    /// blocks.
    void locate(std::int64_t task) noexcept {
        for (std::size_t d = 0; d < 3; ++d) {
            const auto block = static_cast<std::int32_t>(task % b_.blocks[d]);
            task /= b_.blocks[d];
            q_[d] = {block * b_.pixels[d], std::min((block + 1) * b_.pixels[d], longest_phase(p_.axis[d]))};
        }
        group_ = static_cast<std::int32_t>(task % p_.groups);
        task /= p_.groups;
        image_ = task % p_.batch;
        const auto chunk = static_cast<std::int32_t>(task / p_.batch);
        channels_ = {chunk * b_.chunk, chunk == b_.chunks - 1 ? p_.out_channels : (chunk + 1) * b_.chunk};
    }

    /// Kernels always add a bias: the caller's, one repeated for folded phases, or zeros.
    void set_bias(const float* bias, float* scratch) noexcept {
        if (bias != nullptr && p_.fold == 1) {
            bias_ = bias + channels_.begin;
            return;
        }
        for (std::int32_t c = channels_.begin; c < channels_.end; ++c) {
            scratch[c - channels_.begin] = bias == nullptr ? 0.0F : bias[p_.unfolded(c)];
        }
        bias_ = scratch;
    }

    void set_inputs(const float* image) noexcept {
        if (b_.in_place) {
            inputs_ = view_in_place(p_, image);
            return;
        }
        Window window{};
        for (std::size_t d = 0; d < 3; ++d) {
            bool any = false;
            for (const Phase& phase : plan_.phases[d]) {
                const Range q = clip(phase, d);
                const Range touched = touched_inputs(phase, taps_of(phase, d, q), q);
                if (touched.size() == 0) continue;
                window[d] = any ? Range{std::min(window[d].begin, touched.begin),
                                        std::max(window[d].end, touched.end)}
                                : touched;
                any = true;
            }
            if (!any) return;  // no tap meets an input: inputs_ stays empty and is never read
        }
        if (readable_in_place(p_, kernel_, window, b_)) {
            inputs_ = view_in_place(p_, image);
        } else {
            inputs_ = stage_window(p_, kernel_, image, window, stage_);
        }
    }

    bool all_phases() const noexcept { return kernel_.algo == Algo::depthrows; }

    /// Those of a phase that meet inputs; kernels of all phases along x run as many for each.
    Range taps_of(const Phase& phase, std::size_t d, Range q) const noexcept {
        return all_phases() && d == 0 ? Range{0, phase.taps} : useful_taps(phase, p_.axis[d].in, q);
    }

    Range clip(const Phase& phase, std::size_t d) const noexcept {
        return {q_[d].begin, std::min(q_[d].end, phase.outputs)};
    }

    /// Output positions of the block along an axis.
    Range positions(std::size_t d) const noexcept {
        const Axis& axis = p_.axis[d];
        return {q_[d].begin * axis.stride,
                static_cast<std::int32_t>(
                    std::min(std::int64_t{q_[d].end} * axis.stride, std::int64_t{axis.out}))};
    }

    void run_channels(Range channels) noexcept {
        for (const Phase& z : plan_.phases[2]) {
            for (const Phase& y : plan_.phases[1]) {
                if (clip(z, 2).size() == 0 || clip(y, 1).size() == 0) continue;
                const OutputView view = b_.turned > 0 ? scratch_view(channels) : direct_view(z, y, channels);
                for (const Phase& x : plan_.phases[0]) {
                    run_phase({&x, &y, &z}, channels, view);
                    if (all_phases()) break;
                }
                if (b_.turned > 0) turn_outputs(y, z, channels);
            }
        }
    }

    OutputView direct_view(const Phase& z, const Phase& y, Range channels) const noexcept {
        OutputView view{};
        std::int64_t offset = p_.output_of(channels.begin);
        for (std::size_t d = 0; d < 3; ++d) {
            view.stride[d] = std::int64_t{p_.output_stride[d]} * p_.axis[d].stride;
            offset += q_[d].begin * view.stride[d];
        }
        offset +=
            std::int64_t{y.residue} * p_.output_stride[1] + std::int64_t{z.residue} * p_.output_stride[2];
        view.base = outputs_ + offset;
        view.residue_stride = p_.output_stride[0];
        view.channel_stride = p_.output_channel_stride;
        return view;
    }

    /// Outputs of one (y, z) phase, pixel by pixel with dense channels; x phases lie interleaved.
    OutputView scratch_view(Range channels) const noexcept {
        const std::int64_t width = channels.size();
        const std::int64_t row = positions(0).size() * width;
        return {turned_, {width * p_.axis[0].stride, row, row * q_[1].size()}, width, 1};
    }

    /// What does not depend on the phase.
    void set_channels(contract::RegionArgs& a, Range channels, const OutputView& out) const noexcept {
        a.in_channels = p_.in_channels;
        a.input_channel_stride = inputs_.channel_stride;
        a.out_channels = channels.size();
        a.output_channel_stride = out.channel_stride;
        a.kernel_block_stride = plan_.kernel_block_stride;
        a.alpha = plan_.alpha;
        a.lower = plan_.lower;
        a.upper = plan_.upper;
    }

    /// One region, or in place one for each set of taps that meet inputs.
    void run_phase(const Phases& phases, Range channels, const OutputView& out) noexcept {
        const Box all{clip(*phases[0], 0), clip(*phases[1], 1), clip(*phases[2], 2)};
        if (!b_.in_place) return run_region(phases, all, channels, out);
        const auto piece = [&](std::size_t d, std::int32_t begin) {
            return same_taps(*phases[d], p_.axis[d].in, {begin, all[d].end});
        };
        Box q;
        for (q[2] = piece(2, all[2].begin); q[2].size() > 0; q[2] = piece(2, q[2].end)) {
            for (q[1] = piece(1, all[1].begin); q[1].size() > 0; q[1] = piece(1, q[1].end)) {
                for (q[0] = piece(0, all[0].begin); q[0].size() > 0; q[0] = piece(0, q[0].end)) {
                    run_region(phases, q, channels, out);
                }
            }
        }
    }

    /// Where a region begins, in floats.
    struct RegionStart {
        std::int64_t input, output, weights;
        std::int64_t tap_stride;  ///< packed, of the axis at hand
        bool reached = true;      ///< by taps that meet inputs
    };

    void add_axis(contract::RegionArgs& a, RegionStart& start, const Phase& phase, Range q, std::size_t d,
                  const OutputView& out) const noexcept {
        const Range taps = taps_of(phase, d, q);
        start.output += (q.begin - q_[d].begin) * out.stride[d];
        start.reached = start.reached && taps.size() > 0;
        a.extent[d] = q.size();
        a.taps[d] = taps.size();
        a.input_pixel_stride[d] = inputs_.stride[d];
        // A single tap's step may lie beyond 32 bits; several taps reach inputs, so theirs does not.
        // Depthwise kernels are fastest where taps read neighbours.
        a.input_tap_stride[d] = -(taps.size() > 1 ? phase.input_step : 1) * inputs_.stride[d];
        a.kernel_tap_stride[d] = static_cast<std::int32_t>(phase.tap_step * start.tap_stride);
        a.output_pixel_stride[d] = static_cast<std::int32_t>(out.stride[d]);
        const std::int64_t first = phase.first_input + q.begin - std::int64_t{taps.begin} * phase.input_step;
        start.input += (first - inputs_.first[d]) * inputs_.stride[d];
        start.weights += (phase.first_tap + std::int64_t{taps.begin} * phase.tap_step) * start.tap_stride;
        start.tap_stride *= p_.axis[d].kernel;
    }

    void run_region(const Phases& phases, const Box& box, Range channels, const OutputView& out) noexcept {
        contract::RegionArgs a{};
        RegionStart start{
            p_.depthwise ? std::int64_t{channels.begin} * inputs_.channel_stride : 0,
            phases[0]->residue * out.residue_stride,
            channels.begin / kernel_.channel_block * std::int64_t{plan_.kernel_block_stride},
            std::int64_t{p_.in_channels} * kernel_.channel_block,
        };
        for (std::size_t d = 0; d < 3; ++d) {
            if (box[d].size() == 0) return;
            add_axis(a, start, *phases[d], box[d], d, out);
        }
        if (all_phases()) {
            // The kernel knows where each phase begins from where the first one does.
            a.kernel_tap_stride[0] = phases[0]->first_tap;
            start.weights -= phases[0]->first_tap;
        }
        // Outputs that no tap reaches are the bias alone.
        if (!start.reached) std::fill_n(a.taps, 3, 0);
        a.input = start.reached ? inputs_.base + start.input : bias_;
        a.kernel = start.reached ? packed_ + start.weights : bias_;
        a.bias = bias_ + (channels.begin - channels_.begin);
        a.output = out.base + start.output;
        set_channels(a, channels, out);
        call_kernel(a);
    }

    /// Calls the kernel with a region in the form that its strategy serves best.
    void call_kernel(contract::RegionArgs& a) const noexcept {
        if (kernel_.algo == Algo::planar) return call_rows(a);
        if (kernel_.algo == Algo::depthwise && p_.rank > 1) lie_down(a);
        call_region(kernel_.region, a);
    }

    /// Depthwise tiles lie along x: a column narrower than one is turned into a row.
    void lie_down(contract::RegionArgs& a) const noexcept {
        if (a.extent[0] >= kernel_.tile_pixels || a.extent[1] <= a.extent[0]) return;
        for (auto* values : {&a.extent, &a.taps, &a.input_pixel_stride, &a.input_tap_stride,
                             &a.kernel_tap_stride, &a.output_pixel_stride}) {
            std::swap((*values)[0], (*values)[1]);
        }
    }

    /// Planar kernels take rows that follow each other closely in one call, as if they were one row; rows
    /// with much between them, and planes, one by one.
    void call_rows(const contract::RegionArgs& region) const noexcept {
        const std::int32_t pitch = region.input_pixel_stride[1];
        const bool close = pitch >= region.extent[0] && pitch <= region.extent[0] + region.extent[0] / 2;
        const std::int32_t together = close ? (contract::kMaxRegionPixels - region.extent[0]) / pitch + 1 : 1;
        for (std::int32_t z = 0; z < region.extent[2]; ++z) {
            for (std::int32_t y = 0; y < region.extent[1]; y += together) {
                contract::RegionArgs rows = region;
                rows.extent[1] = std::min(together, region.extent[1] - y);
                rows.extent[2] = 1;
                // The pitch of a single row means nothing; the kernel divides by it.
                if (rows.extent[1] == 1) rows.input_pixel_stride[1] = rows.extent[0];
                rows.input = static_cast<const float*>(region.input) +
                             std::int64_t{z} * region.input_pixel_stride[2] + std::int64_t{y} * pitch;
                rows.output = static_cast<float*>(region.output) +
                              std::int64_t{z} * region.output_pixel_stride[2] +
                              std::int64_t{y} * region.output_pixel_stride[1];
                call_region(kernel_.region, rows);
            }
        }
    }

    /// Turns the scratch of one (y, z) phase into the channels_first outputs. Folded channels are x positions
    /// and channels.
    void turn_outputs(const Phase& y, const Phase& z, Range channels) noexcept {
        const OutputView scratch = scratch_view(channels);
        const std::int32_t width = channels.size() / p_.fold;
        std::int32_t columns = positions(0).size() * p_.fold;
        const std::int64_t to_x = std::int64_t{q_[0].begin} * p_.axis[0].stride * p_.output_stride[0];
        std::int32_t rows = clip(y, 1).size();
        if (rows_touch(columns)) columns *= std::exchange(rows, 1);
        for (std::int32_t qz = 0; qz < clip(z, 2).size(); ++qz) {
            for (std::int32_t qy = 0; qy < rows; ++qy) {
                const std::int64_t oz = std::int64_t{q_[2].begin + qz} * p_.axis[2].stride + z.residue;
                const std::int64_t oy = std::int64_t{q_[1].begin + qy} * p_.axis[1].stride + y.residue;
                float* to = outputs_ + oz * p_.output_stride[2] + oy * p_.output_stride[1] + to_x +
                            std::int64_t{channels.begin} * p_.output_channel_stride;
                turn_block(block_functions(kernel_.isa),
                           turned_ + qz * scratch.stride[2] + qy * scratch.stride[1], width, to,
                           p_.output_channel_stride, columns, width);
            }
        }
    }

    /// Whether rows of so many outputs follow each other without a gap.
    bool rows_touch(std::int32_t columns) const noexcept {
        return p_.axis[1].stride == 1 && p_.output_stride[1] == columns;
    }

    /// tanh or sigmoid over the block's outputs, while they are in cache. Rows of dense elements: channels
    /// (channels_last, with folded ones), or x positions.
    void apply_curve() noexcept {
        const Range x = positions(0);
        const Range y = positions(1);
        const Range z = positions(2);
        const bool last = p_.channels_last;
        const std::int32_t folded_x = last ? 1 : p_.fold;
        float* base = outputs_ + p_.output_of(channels_.begin);
        for (std::int32_t oz = z.begin; oz < z.end; ++oz) {
            float* plane = base + std::int64_t{oz} * p_.output_stride[2] +
                           std::int64_t{y.begin} * p_.output_stride[1] +
                           std::int64_t{x.begin} * p_.output_stride[0];
            const std::int32_t channels = channels_.size() / folded_x;
            const StridedBuffer<3> values(
                plane, {{last ? channels : x.size() * folded_x, 1},
                        {last ? x.size() : channels, last ? p_.output_stride[0] : p_.output_channel_stride},
                        {y.size(), p_.output_stride[1]}});
            block_functions(kernel_.isa).activate(static_cast<std::int32_t>(plan_.curve), values.get());
        }
    }

    const PlanState& plan_;
    const Problem& p_;
    const Blocking& b_;
    const KernelInfo& kernel_;
    Box q_{};
    std::int64_t image_ = 0;
    std::int32_t group_ = 0;
    Range channels_;
    float* outputs_ = nullptr;
    const float* packed_ = nullptr;
    const float* bias_ = nullptr;
    float* stage_ = nullptr;
    float* turned_ = nullptr;
    InputView inputs_;
};

}  // namespace

void run_task(const PlanState& plan, const RunArgs& args, std::int64_t task, std::byte* workspace) noexcept {
    Task(plan, args, task, workspace).run();
}

}  // namespace convt::detail
