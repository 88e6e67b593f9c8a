#include "strategies/dot/dot.hpp"

#include <climits>

#include "base/text.hpp"
#include "packing/pack_cost.hpp"
#include "planning/costs/tier_costs.hpp"
#include "planning/pack_hash.hpp"
#include "strategies/dot/dot_place.hpp"
#include "strategies/dot/dot_plan.hpp"
#include "strategies/dot/dot_task.hpp"
#include "strategies/splits.hpp"

namespace convt::detail {
namespace {

/// Products of a cycle: two instructions of VNNI, or a product and an addition of 16 bits.
double fewest_cycles(const Problem&, const KernelInfo& kernel, double macs) noexcept {
    constexpr double kInstructions = 2;
    return macs / (lanes_of(kernel) * kernel.tile_outputs * kInstructions);
}

bool worth_estimating(const KernelInfo&, const ConvTransposeDesc&, Isa) noexcept {
    return true;
}

std::unique_ptr<StrategyPlan> plan_dot(const PlanArguments& arguments, std::string& refusal) {
    DotSplit split;
    refusal = split_dot(arguments.problem, arguments.kernel, arguments.tuning,
                        arguments.requantization.outputs, split);
    if (!refusal.empty()) return nullptr;
    const DotPanels panels(arguments.problem, arguments.kernel.channel_block, split.terms);
    if (panels.block_stride() > INT_MAX / split.chunk_blocks) {
        refusal = text("addresses at most ", INT_MAX, " bytes of weights");
        return nullptr;
    }
    return std::make_unique<DotPlan>(arguments, split);
}

}  // namespace

DotPlan::DotPlan(const PlanArguments& arguments, const DotSplit& split)
    : StrategyPlan(arguments, arguments.problem),
      split_(split),
      panels_(problem(), kernel().channel_block, split.terms),
      functions_(&find_dot_outputs(kernel())) {
    std::int64_t tasks = problem().empty() ? 0 : problem().batch * problem().groups * split_.chunks;
    for (const std::int32_t blocks : split_.blocks_along) tasks *= blocks;
    set_work(dot_cycles(problem(), kernel(), split_, requantization()), tasks, split_.workspace_bytes());
}

double DotPlan::pack_cycles() const noexcept {
    // Weights go one by one to where they belong.
    constexpr double kBytesPerCycle = 0.5;
    return detail::pack_cycles(static_cast<double>(panels_.bytes()), kBytesPerCycle);
}

void DotPlan::finish() {
    for (std::size_t d = 0; d < 3; ++d) phases_[d] = phases_of(problem().axis[d]);
    PackHash hash(problem(), kernel());
    hash.add(split_.terms);
    hash.add_scales(requantization());
    set_packed_bytes(panels_.bytes(), hash.value(), panels_.parts());
}

void DotPlan::pack(const KernelWeights& weights, std::int64_t part, std::byte* to,
                   std::byte*) const noexcept {
    panels_.pack(problem(), requantization(), weights, part, to);
}

void DotPlan::run(const RunArgs& args, std::int64_t task, std::byte* workspace) const noexcept {
    run_dot_task(*this, args, task, workspace);
}

double DotPlan::work(std::int64_t task) const noexcept {
    const DotPlace place = dot_place(*this, task);
    double work = place.blocks;
    for (const Range& q : place.q) work *= q.size();
    return work;
}

Tuning DotPlan::split() const noexcept {
    Tuning tuning;
    set_block(tuning, split_.block, problem().rank);
    tuning.channel_parts = split_.chunks;
    return tuning;
}

std::string DotPlan::describe() const {
    return text("blocks of ", split_.block[2], "x", split_.block[1], "x", split_.block[0], " positions, ",
                split_.chunk_blocks * kernel().channel_block, " channels a task, ", split_.places,
                " places a call, ", tasks(), " tasks");
}

void DotPlan::add_rows(TableRows& rows) const {
    rows.push_back(&kernel());
    rows.push_back(functions_);
}

const Strategy kDot = {
    .has = only<Algo::dot>,
    .algorithm = Algorithm::direct,
    .last_resort = false,
    .fewest_cycles = fewest_cycles,
    .worth_estimating = worth_estimating,
    .plan = plan_dot,
};

}  // namespace convt::detail
