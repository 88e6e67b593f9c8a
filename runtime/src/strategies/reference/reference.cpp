#include "strategies/reference/reference.hpp"

#include <algorithm>
#include <cmath>

#include "base/half.hpp"
#include "base/text.hpp"
#include "base/unaligned.hpp"
#include "strategies/panels.hpp"
#include "strategies/reference/gather_loops.hpp"
#include "strategies/reference/quantized_reference.hpp"

namespace convt::detail {
namespace {

/// One image and one group, output by output, straight from the gather form. Weights are packed with one
/// lane: [co][tap z][tap y][tap x][ci].
template <class E>
class ReferenceTask {
    using Stored = typename E::Stored;
    using T = typename E::Summed;
    using Out = typename E::Out;

public:
    ReferenceTask(const StrategyPlan& plan, const RunArgs& args, std::int64_t task) noexcept
        : p_(plan.problem()), epilogue_(plan.epilogue()) {
        const std::int64_t group = task % p_.groups;
        const std::int64_t image = task / p_.groups;
        const std::int64_t channel = group * p_.out_channels;
        inputs_ = static_cast<const Stored*>(args.inputs) + image * p_.input_batch_stride +
                  group * p_.in_channels * p_.input_channel_stride;
        outputs_ = static_cast<Out*>(args.outputs) + image * p_.output_batch_stride +
                   channel * p_.output_channel_stride;
        weights_ = static_cast<const T*>(args.packed) + group * plan.packed().group_stride;
        bias_ = args.bias == nullptr ? nullptr : static_cast<const T*>(args.bias) + channel;
        slopes_ = args.slopes == nullptr ? nullptr : static_cast<const T*>(args.slopes) + channel;
    }

    void run() noexcept {
        for_each_position(p_, &Axis::out, [&](const Position& output) { run_pixel(output); });
    }

private:
    void run_pixel(const Position& o) noexcept {
        const std::int64_t offset = output_offset(p_, o);
        for (std::int64_t co = 0; co < p_.out_channels; ++co) {
            store(output<Out>(activate(sum(o, co), co), p_.output_dtype),
                  outputs_ + offset + co * p_.output_channel_stride);
        }
    }

    T sum(const Position& o, std::int64_t co) const noexcept {
        T total = bias_ == nullptr ? T{0} : load(bias_ + co);
        const T* weights = weights_ + co * p_.taps() * p_.in_channels;
        for_each_position(p_, &Axis::kernel, [&](const Position& tap) {
            add_tap(o, tap, weights, total);
            weights += p_.in_channels;
        });
        return total;
    }

    void add_tap(const Position& o, const Position& k, const T* weights, T& total) const noexcept {
        const std::optional<std::int64_t> offset = input_offset(p_, o, k);
        if (!offset) return;
        for (std::int64_t ci = 0; ci < p_.in_channels; ++ci) {
            total += summed(load(inputs_ + *offset + ci * p_.input_channel_stride), p_.dtype) * weights[ci];
        }
    }

    T activate(T v, std::int64_t co) const noexcept {
        if (epilogue_.channel_slopes && slopes_ != nullptr) return v < 0 ? v * load(slopes_ + co) : v;
        return epilogue_.curved ? curve(v) : epilogue_.clamped(v);
    }

    T curve(T v) const noexcept {
        switch (epilogue_.curve) {
            case contract::Curve::tanh:
                return std::tanh(v);
            case contract::Curve::sigmoid:
                return T{1} / (T{1} + std::exp(-v));
            case contract::Curve::hard_swish:
                return v * std::min(std::max((v + T{3}) / T{6}, T{0}), T{1});
        }
        return v;
    }

    const Problem& p_;
    const Epilogue& epilogue_;
    const Stored* inputs_;
    Out* outputs_;
    const T* weights_;
    const T* bias_;
    const T* slopes_;
};

double fewest_cycles(const Problem&, const KernelInfo&, double macs) noexcept {
    return macs * kReferenceMacCycles;
}

bool worth_estimating(const KernelInfo&, const ConvTransposeDesc&, Isa) noexcept {
    return true;
}

class ReferencePlan final : public StrategyPlan {
public:
    explicit ReferencePlan(const PlanArguments& arguments) : StrategyPlan(arguments, arguments.problem) {
        set_work(reference_cycles(problem()), reference_tasks(problem()), 0);
    }

    [[nodiscard]] double pack_cycles() const noexcept override { return panels().pack_cycles(); }
    void finish() override {
        set_packed(panels().group_stride(), panels().id(), panels().parts(), panels().workspace_bytes());
    }
    void pack(const KernelWeights& weights, std::int64_t part, std::byte* to,
              std::byte* workspace) const noexcept override {
        panels().pack(weights, part, to, workspace);
    }
    void run(const RunArgs& args, std::int64_t task, std::byte*) const noexcept override {
        const Problem& p = problem();
        with_elements(p.dtype, p.output_dtype,
                      [&]<class E>(E) { ReferenceTask<E>(*this, args, task).run(); });
    }
    [[nodiscard]] Tuning split() const noexcept override { return {}; }
    [[nodiscard]] std::string describe() const override {
        return text("plain loops, ", tasks(), " tasks of one image and group");
    }
    void add_rows(TableRows&) const override {}

private:
    /// The reference's block is one lane.
    [[nodiscard]] Panels panels() const noexcept { return {problem(), kernel()}; }
};

std::unique_ptr<StrategyPlan> plan_reference(const PlanArguments& arguments, std::string&) {
    if (is_quantized(arguments.problem.dtype)) return plan_quantized_reference(arguments);
    return std::make_unique<ReferencePlan>(arguments);
}

}  // namespace

const Strategy kReference = {
    .has = only<Algo::reference>,
    .algorithm = Algorithm::direct,
    .last_resort = true,
    .fewest_cycles = fewest_cycles,
    .worth_estimating = worth_estimating,
    .plan = plan_reference,
};

}  // namespace convt::detail
