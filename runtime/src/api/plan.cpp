#include "convt/plan.hpp"

#include <cstdio>
#include <cstdlib>
#include <limits>

#include "base/rounding.hpp"
#include "base/text.hpp"
#include "planning/plan_state.hpp"

namespace convt {
namespace detail {
namespace {

constexpr float kInfinity = std::numeric_limits<float>::infinity();

void set_activation(PlanState& plan) noexcept {
    plan.alpha = 1;
    plan.lower = -kInfinity;
    plan.upper = kInfinity;
    switch (plan.desc.activation) {
        case Activation::none:
            break;
        case Activation::relu:
            plan.lower = 0;
            break;
        case Activation::relu6:
            plan.lower = 0;
            plan.upper = 6;
            break;
        case Activation::leaky_relu:
            plan.alpha = plan.desc.activation_alpha;
            break;
        case Activation::clamp:
            plan.lower = plan.desc.activation_min;
            plan.upper = plan.desc.activation_max;
            break;
        case Activation::tanh:
        case Activation::sigmoid:
            plan.curved = true;
            plan.curve =
                plan.desc.activation == Activation::tanh ? contract::Curve::tanh : contract::Curve::sigmoid;
            break;
    }
}

void set_phases(PlanState& plan) {
    for (std::size_t d = 0; d < 3; ++d) {
        const Axis& axis = plan.choice.problem.axis[d];
        plan.phases[d] = phases_of(axis);
        // Weights are packed even where there are no outputs.
        if (plan.phases[d].empty()) plan.phases[d].push_back(phase_of(axis, 0));
    }
}

/// FNV-1a over everything that the packed order depends on.
class Hash {
public:
    template <typename... Values>
    void add(Values... values) noexcept {
        ((value_ = (value_ ^ static_cast<std::uint64_t>(values)) * 0x100000001b3U), ...);
    }
    std::uint64_t value() const noexcept { return value_; }

private:
    std::uint64_t value_ = 0xcbf29ce484222325U;
};

/// Which phases a group holds, in which order, may depend on the problem's sizes.
void add_phases(const WinogradGroup& group, Hash& hash) noexcept {
    for (const WinogradAxis& axis : group.axis) {
        hash.add(axis.taps, axis.pieces, axis.outputs, axis.phases.size());
        for (const Phase& phase : axis.phases) hash.add(phase.first_tap, phase.taps);
    }
}

void set_packing(PlanState& plan) noexcept {
    const Problem& problem = plan.choice.problem;
    const KernelInfo& kernel = *plan.choice.kernel;
    const std::int64_t block = kernel.channel_block;
    const WinogradPlan* winograd = plan.choice.winograd.get();
    const TappedPlan* tapped = plan.choice.tapped.get();
    const std::int64_t blocks =
        tapped != nullptr ? tapped->column_blocks : divide_up(problem.out_channels, block);
    const std::int64_t per_block = problem.taps() * problem.in_channels * block;
    plan.kernel_block_stride = static_cast<std::int32_t>(per_block);
    plan.group_stride = blocks * per_block;
    if (tapped != nullptr) plan.group_stride = std::int64_t{tapped->pitch} * problem.in_channels;
    if (winograd != nullptr) plan.group_stride = winograd->packed_elements;
    plan.packed_bytes = static_cast<std::size_t>(plan.group_stride * problem.groups) * sizeof(float);
    Hash hash;
    hash.add(contract::kContractVersion, block, blocks, problem.in_channels, problem.out_channels,
             problem.groups, problem.fold, problem.phases_inner, problem.depthwise, problem.axis[0].kernel,
             problem.axis[1].kernel, problem.axis[2].kernel, kernel.dtype, kernel.tile_outputs,
             tapped != nullptr, winograd != nullptr);
    if (winograd != nullptr) {
        for (const WinogradGroup& group : winograd->groups) add_phases(group, hash);
    }
    plan.pack_id = hash.value();
}

Result<std::shared_ptr<const PlanState>> make_plan_here(const ConvTransposeDesc& desc,
                                                        const PlanOptions& options) {
    const Result<Isa> highest = highest_isa(options);
    if (!highest.ok()) return highest.status();
    return make_plan(desc, options, kernel_table(), *highest);
}

}  // namespace

Result<std::shared_ptr<const PlanState>> make_plan(const ConvTransposeDesc& desc, const PlanOptions& options,
                                                   KernelTable table, Isa highest) {
    if (Status s = validate(desc); !s.ok()) return s;
    Result<Candidate> choice = select_kernel(desc, options, table, highest);
    if (!choice.ok()) return choice.status();
    auto plan = std::make_shared<PlanState>();
    plan->desc = desc;
    plan->options = options;
    plan->table = table;
    plan->highest = highest;
    plan->choice = *choice;
    set_activation(*plan);
    set_phases(*plan);
    set_packing(*plan);
    const char* verbose = std::getenv("CONVT_VERBOSE");
    if (verbose != nullptr && *verbose == '1') std::fprintf(stderr, "%s\n", explain(*plan).c_str());
    return std::shared_ptr<const PlanState>(std::move(plan));
}

}  // namespace detail

Plan::Plan(std::shared_ptr<const detail::PlanState> state) noexcept : state_(std::move(state)) {}

Result<Plan> Plan::create(const ConvTransposeDesc& desc, const PlanOptions& options) noexcept {
    return detail::guarded([&]() -> Result<Plan> {
        auto state = detail::make_plan_here(desc, options);
        if (!state.ok()) return state.status();
        return Plan(std::move(*state));
    });
}

Result<std::vector<std::string>> Plan::kernels(const ConvTransposeDesc& desc,
                                               const PlanOptions& options) noexcept {
    return detail::guarded([&]() -> Result<std::vector<std::string>> {
        if (Status s = validate(desc); !s.ok()) return s;
        return detail::rank_kernels(desc, options);
    });
}

const ConvTransposeDesc& Plan::desc() const noexcept {
    return state_->desc;
}
const char* Plan::kernel_name() const noexcept {
    return state_->choice.kernel->name;
}
Algorithm Plan::algorithm() const noexcept {
    return state_->choice.winograd ? Algorithm::winograd : Algorithm::direct;
}
Isa Plan::isa() const noexcept {
    return state_->choice.kernel->isa;
}
const char* Plan::schedule_id() const noexcept {
    return detail::schedule_id(state_->choice.kernel->name);
}
Tuning Plan::tuning() const noexcept {
    return detail::resolved_tuning(*state_);
}
double Plan::estimated_cycles() const noexcept {
    return state_->choice.cycles;
}
std::size_t Plan::packed_bytes() const noexcept {
    return state_->packed_bytes;
}
std::size_t Plan::workspace_bytes() const noexcept {
    return state_->choice.blocking.workspace_bytes();
}
std::string Plan::explain() const {
    return detail::explain(*state_);
}

}  // namespace convt
