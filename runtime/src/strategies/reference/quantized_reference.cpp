#include "strategies/reference/quantized_reference.hpp"

#include <algorithm>
#include <cstring>

#include "base/text.hpp"
#include "base/unaligned.hpp"
#include "packing/pack_cost.hpp"
#include "planning/pack_hash.hpp"
#include "planning/requantization.hpp"
#include "strategies/reference/gather_loops.hpp"

namespace convt::detail {
namespace {

/// Packed: the factors of all channels, then weights with one lane, [group][co][tap z][tap y][tap x][ci].
std::int64_t weights_of_channel(const Problem& problem) noexcept {
    return problem.taps() * problem.in_channels;
}
std::int64_t all_channels(const Problem& problem) noexcept {
    return std::int64_t{problem.groups} * problem.out_channels;
}

/// One image and one group, output by output.
template <class Input>
class QuantizedTask {
public:
    QuantizedTask(const StrategyPlan& plan, const RunArgs& args, std::int64_t task) noexcept
        : p_(plan.problem()),
          how_(plan.requantization()),
          factors_(all_channels(p_)),
          packed_(static_cast<const std::byte*>(args.packed)),
          bias_(static_cast<const std::byte*>(args.bias)) {
        const std::int64_t group = task % p_.groups;
        const std::int64_t image = task / p_.groups;
        channel_ = group * p_.out_channels;
        inputs_ = static_cast<const Input*>(args.inputs) + image * p_.input_batch_stride +
                  group * p_.in_channels * p_.input_channel_stride;
        outputs_ = static_cast<std::byte*>(args.outputs);
        first_output_ = image * p_.output_batch_stride + channel_ * p_.output_channel_stride;
        weights_ = reinterpret_cast<const std::int8_t*>(packed_ + factors_.bytes()) +
                   channel_ * weights_of_channel(p_);
    }

    void run() noexcept {
        for_each_position(p_, &Axis::out, [&](const Position& output) { run_pixel(output); });
    }

private:
    void run_pixel(const Position& o) noexcept {
        const std::int64_t offset = first_output_ + output_offset(p_, o);
        for (std::int64_t co = 0; co < p_.out_channels; ++co) {
            write(sum(o, co), co, offset + co * p_.output_channel_stride);
        }
    }

    /// Wraps as two's complement does where the bias leads out of 32 bits.
    std::int32_t sum(const Position& o, std::int64_t co) const noexcept {
        std::uint32_t total = 0;
        if (bias_ != nullptr && !how_.float_bias) total = load_bias<std::uint32_t>(co);
        const std::int8_t* weights = weights_ + co * weights_of_channel(p_);
        for_each_position(p_, &Axis::kernel, [&](const Position& tap) {
            total += of_tap(o, tap, weights);
            weights += p_.in_channels;
        });
        return static_cast<std::int32_t>(total);
    }

    std::uint32_t of_tap(const Position& o, const Position& k, const std::int8_t* weights) const noexcept {
        const std::optional<std::int64_t> offset = input_offset(p_, o, k);
        if (!offset) return 0;
        std::int32_t total = 0;
        for (std::int64_t ci = 0; ci < p_.in_channels; ++ci) {
            total += (inputs_[*offset + ci * p_.input_channel_stride] - how_.input_zero_point) * weights[ci];
        }
        return static_cast<std::uint32_t>(total);
    }

    template <class T>
    T load_bias(std::int64_t co) const noexcept {
        return load(reinterpret_cast<const T*>(bias_) + channel_ + co);
    }

    void write(std::int32_t sum, std::int64_t co, std::int64_t at) const noexcept {
        const ChannelFactors factors = factors_.at(packed_, channel_ + co);
        const float bias = bias_ != nullptr && how_.float_bias ? load_bias<float>(co) : 0;
        if (how_.outputs == DType::float32) {
            store(dequantized(how_, factors, sum, bias), reinterpret_cast<float*>(outputs_) + at);
            return;
        }
        const std::int32_t value = requantized(how_, factors, sum, bias);
        if (how_.outputs == DType::int32) {
            store(value, reinterpret_cast<std::int32_t*>(outputs_) + at);
        } else {
            outputs_[at] = static_cast<std::byte>(value);
        }
    }

    const Problem& p_;
    const Requantization& how_;
    PackedFactors factors_;
    const std::byte* packed_;
    const std::byte* bias_;
    const Input* inputs_;
    std::byte* outputs_;
    std::int64_t first_output_;
    std::int64_t channel_;
    const std::int8_t* weights_;
};

/// A part of packing is an output channel.
class QuantizedReferencePlan final : public StrategyPlan {
public:
    explicit QuantizedReferencePlan(const PlanArguments& arguments)
        : StrategyPlan(arguments, arguments.problem) {
        set_work(reference_cycles(problem()), reference_tasks(problem()), 0);
    }

    [[nodiscard]] double pack_cycles() const noexcept override {
        return detail::pack_cycles(2 * static_cast<double>(packed_bytes()), kMovedPerCycle);
    }
    void finish() override {
        PackHash hash(problem(), kernel());
        hash.add_scales(requantization());
        set_packed_bytes(packed_bytes(), hash.value(), all_channels(problem()));
    }
    void pack(const KernelWeights& weights, std::int64_t part, std::byte* to,
              std::byte*) const noexcept override {
        const Problem& p = problem();
        const PackedFactors factors(all_channels(p));
        factors.set(to, part, factors_of(requantization(), weights.scale_of(part)));
        const KernelStrides& strides = weights.strides;
        const auto* from = static_cast<const std::int8_t*>(weights.kernel) +
                           part / p.out_channels * strides.group +
                           part % p.out_channels * strides.out_channel;
        auto* packed = reinterpret_cast<std::int8_t*>(to + factors.bytes()) + part * weights_of_channel(p);
        for (std::int64_t tap = 0; tap < p.taps(); ++tap) {
            for (std::int64_t ci = 0; ci < p.in_channels; ++ci) {
                *packed++ = from[tap_offset(p, strides, tap) + ci * strides.in_channel];
            }
        }
    }
    void run(const RunArgs& args, std::int64_t task, std::byte*) const noexcept override {
        if (problem().dtype == DType::int8) {
            QuantizedTask<std::int8_t>(*this, args, task).run();
        } else {
            QuantizedTask<std::uint8_t>(*this, args, task).run();
        }
    }
    [[nodiscard]] Tuning split() const noexcept override { return {}; }
    [[nodiscard]] std::string describe() const override {
        return text("plain loops, ", tasks(), " tasks of one image and group");
    }
    void add_rows(TableRows&) const override {}

private:
    [[nodiscard]] std::int64_t packed_bytes() const noexcept {
        const Problem& p = problem();
        return PackedFactors(all_channels(p)).bytes() + all_channels(p) * weights_of_channel(p);
    }
};

}  // namespace

std::unique_ptr<StrategyPlan> plan_quantized_reference(const PlanArguments& arguments) {
    return std::make_unique<QuantizedReferencePlan>(arguments);
}

}  // namespace convt::detail
