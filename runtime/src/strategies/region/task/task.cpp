#include "strategies/region/task/task.hpp"

#include <algorithm>

#include "base/unaligned.hpp"
#include "strategies/region/task/region_calls.hpp"
#include "strategies/region/task/task_inputs.hpp"
#include "strategies/region/task/task_outputs.hpp"
#include "strategies/region/task/task_place.hpp"

namespace convt::detail {
namespace {

using Phases = std::array<const Phase*, 3>;

/// Parts of a task's workspace.
template <class T>
struct Scratch {
    Scratch(const Blocking& b, std::byte* workspace) noexcept
        : bias(reinterpret_cast<T*>(workspace)),
          stage(reinterpret_cast<T*>(workspace + b.bias_bytes)),
          outputs(reinterpret_cast<T*>(workspace + b.bias_bytes + b.stage_bytes)) {}
    T* bias;
    T* stage;
    T* outputs;
};

template <class E>
class RegionTask {
    using Stored = typename E::Stored;
    using T = typename E::Summed;
    using Out = typename E::Out;

public:
    RegionTask(const RegionPlan& plan, const RunArgs& args, std::int64_t task,
               const Scratch<T>& scratch) noexcept
        : plan_(plan),
          p_(plan.problem()),
          b_(plan.blocking()),
          place_(place_of(plan, task)),
          channel_(std::int64_t{place_.group} * p_.out_channels),
          packed_(static_cast<const T*>(args.packed) + place_.group * plan.packed().group_stride),
          outputs_(plan, place_, outputs_of(args), scratch.outputs),
          inputs_(view_inputs(plan, place_, inputs_of(args), scratch.stage)) {
        if (args.slopes != nullptr) slopes_ = static_cast<const T*>(args.slopes) + channel_;
        const auto* bias = static_cast<const T*>(args.bias);
        set_bias(bias == nullptr ? nullptr : bias + channel_, scratch.bias);
    }

    void run() noexcept {
        const std::int32_t block = plan_.kernel().channel_block;
        const Range& channels = place_.channels;
        const std::int32_t step = b_.transposed > 0 ? b_.transposed : channels.size();
        for (std::int32_t c = channels.begin; c < channels.end;) {
            std::int32_t end = std::min(c + step, channels.end);
            if (channels.end - end < block) end = channels.end;
            run_channels({c, end});
            c = end;
        }
        if (plan_.epilogue().follows()) outputs_.activate(slopes_);
    }

private:
    const Stored* inputs_of(const RunArgs& args) const noexcept {
        return static_cast<const Stored*>(args.inputs) + place_.image * p_.input_batch_stride +
               std::int64_t{place_.group} * p_.in_channels * p_.input_channel_stride;
    }
    Out* outputs_of(const RunArgs& args) const noexcept {
        return static_cast<Out*>(args.outputs) + place_.image * p_.output_batch_stride +
               channel_ * p_.output_channel_stride;
    }

    /// Kernels always add a bias: the caller's, one repeated for folded phases, or zeros.
    void set_bias(const T* bias, T* scratch) noexcept {
        const Range& channels = place_.channels;
        if (bias != nullptr && p_.fold == 1) {
            bias_ = bias + channels.begin;
            return;
        }
        for (std::int32_t c = channels.begin; c < channels.end; ++c) {
            scratch[c - channels.begin] = bias == nullptr ? T{0} : load(bias + p_.unfolded(c));
        }
        bias_ = scratch;
    }

    void run_channels(Range channels) noexcept {
        for (const Phase& z : plan_.phases()[2]) {
            for (const Phase& y : plan_.phases()[1]) {
                if (place_.clip(z, 2).size() == 0 || place_.clip(y, 1).size() == 0) continue;
                const OutputView<T> view = outputs_.view(y, z, channels);
                for (const Phase& x : plan_.phases()[0]) {
                    run_phase({&x, &y, &z}, channels, view);
                    if (plan_.form().all_x_phases) break;
                }
                outputs_.finish_row(y, z, channels, slopes_);
            }
        }
    }

    /// One region, or in place one for each set of taps that meet inputs.
    void run_phase(const Phases& phases, Range channels, const OutputView<T>& out) noexcept {
        const Box all{place_.clip(*phases[0], 0), place_.clip(*phases[1], 1), place_.clip(*phases[2], 2)};
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

    /// Where a region begins, in elements.
    struct RegionStart {
        std::int64_t input, output, weights;
        std::int64_t tap_stride;  ///< packed, of the axis at hand
        bool reached = true;      ///< by taps that meet inputs
    };

    void add_axis(contract::RegionArgsOf<T>& a, RegionStart& start, const Phase& phase, Range q,
                  std::size_t d, const OutputView<T>& out) const noexcept {
        const Range taps = taps_of(plan_, phase, d, q);
        start.output += (q.begin - place_.q[d].begin) * out.stride[d];
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

    void run_region(const Phases& phases, const Box& box, Range channels, const OutputView<T>& out) noexcept {
        const std::int32_t block = plan_.kernel().channel_block;
        contract::RegionArgsOf<T> a{};
        RegionStart start{
            p_.depthwise ? std::int64_t{channels.begin} * inputs_.channel_stride : 0,
            phases[0]->residue * out.residue_stride,
            channels.begin / block * std::int64_t{plan_.block_stride()},
            plan_.tap_stride(),
        };
        for (std::size_t d = 0; d < 3; ++d) {
            if (box[d].size() == 0) return;
            add_axis(a, start, *phases[d], box[d], d, out);
        }
        if (plan_.form().all_x_phases) {
            // The kernel knows where each phase begins from where the first one does.
            a.kernel_tap_stride[0] = phases[0]->first_tap;
            start.weights -= phases[0]->first_tap;
        }
        // Outputs that no tap reaches are the bias alone.
        if (!start.reached) std::fill_n(a.taps, 3, 0);
        a.input = start.reached ? inputs_.base + start.input : bias_;
        a.kernel = start.reached ? packed_ + start.weights : bias_;
        a.bias = bias_ + (channels.begin - place_.channels.begin);
        a.output = out.base + start.output;
        set_channels(a, channels, out);
        call_kernel(plan_, a);
    }

    /// What does not depend on the phase.
    void set_channels(contract::RegionArgsOf<T>& a, Range channels, const OutputView<T>& out) const noexcept {
        a.in_channels = p_.in_channels;
        a.input_channel_stride = inputs_.channel_stride;
        a.out_channels = channels.size();
        a.output_channel_stride = out.channel_stride;
        a.kernel_block_stride = plan_.block_stride();
        a.alpha = static_cast<T>(plan_.epilogue().alpha);
        a.lower = static_cast<T>(plan_.epilogue().lower);
        a.upper = static_cast<T>(plan_.epilogue().upper);
    }

    const RegionPlan& plan_;
    const Problem& p_;
    const Blocking& b_;
    TaskPlace place_;
    std::int64_t channel_;  ///< the group's first output channel
    const T* packed_;
    TaskOutputs<T, Out> outputs_;
    InputView<T> inputs_;
    const T* bias_ = nullptr;
    const T* slopes_ = nullptr;  ///< of the group
};

}  // namespace

void run_region_task(const RegionPlan& plan, const RunArgs& args, std::int64_t task,
                     std::byte* workspace) noexcept {
    const Problem& p = plan.problem();
    with_elements(p.dtype, p.output_dtype, [&]<class E>(E) {
        const Scratch<typename E::Summed> scratch(plan.blocking(), workspace);
        RegionTask<E>(plan, args, task, scratch).run();
    });
}

}  // namespace convt::detail
