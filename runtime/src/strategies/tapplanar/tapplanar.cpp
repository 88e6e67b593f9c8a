#include "strategies/tapplanar/tapplanar.hpp"

#include "planning/costs/tier_costs.hpp"
#include "strategies/tapplanar/tapplanar_plan.hpp"
#include "strategies/tapplanar/tapplanar_task.hpp"

namespace convt::detail {
namespace {

double fewest_cycles(const Problem&, const KernelInfo& kernel, double macs) noexcept {
    return peak_cycles(kernel, macs);
}

bool worth_estimating(const KernelInfo& kernel, const ConvTransposeDesc& desc, Isa highest) noexcept {
    return tier_is_worth(kernel, desc, highest, true);
}

std::unique_ptr<StrategyPlan> plan_tapplanar(const PlanArguments& arguments, std::string& refusal) {
    TapplanarSplit split;
    refusal = plan_planes(arguments.problem, arguments.kernel, arguments.tuning, split);
    if (!refusal.empty()) return nullptr;
    return std::make_unique<TapplanarPlan>(arguments, split);
}

}  // namespace

TapplanarPlan::TapplanarPlan(const PlanArguments& arguments, const TapplanarSplit& split)
    : ColumnPlan(arguments, arguments.problem), split_(split) {
    set_work(estimate_cycles(problem(), kernel(), split_), split_.tasks, split_.workspace_bytes());
}

void TapplanarPlan::run(const RunArgs& args, std::int64_t task, std::byte* workspace) const noexcept {
    run_tapplanar_task(*this, args, task, workspace);
}

void TapplanarPlan::add_rows(TableRows& rows) const {
    rows.push_back(&kernel());
    rows.push_back(split_.gather);
}

const Strategy kTapplanar = {only<Algo::tapplanar>, Algorithm::direct, false,
                             fewest_cycles,         worth_estimating,  plan_tapplanar};

}  // namespace convt::detail
