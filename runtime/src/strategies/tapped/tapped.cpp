#include "strategies/tapped/tapped.hpp"

#include "planning/costs/tier_costs.hpp"
#include "strategies/tapped/tapped_plan.hpp"
#include "strategies/tapped/tapped_task.hpp"

namespace convt::detail {
namespace {

double fewest_cycles(const Problem&, const KernelInfo& kernel, double macs) noexcept {
    return peak_cycles(kernel, macs);
}

bool worth_estimating(const KernelInfo& kernel, const ConvTransposeDesc& desc, Isa highest) noexcept {
    return tier_is_worth(kernel, desc, highest, true);
}

std::unique_ptr<StrategyPlan> plan_tapped(const PlanArguments& arguments, std::string& refusal) {
    TappedSplit split;
    refusal = plan_columns(arguments.problem, arguments.kernel, arguments.tuning, split);
    if (!refusal.empty()) return nullptr;
    return std::make_unique<TappedPlan>(arguments, split);
}

}  // namespace

TappedPlan::TappedPlan(const PlanArguments& arguments, const TappedSplit& split)
    : ColumnPlan(arguments, arguments.problem), split_(split) {
    set_work(estimate_cycles(problem(), kernel(), split_), split_.tasks, split_.workspace_bytes());
}

void TappedPlan::run(const RunArgs& args, std::int64_t task, std::byte* workspace) const noexcept {
    run_tapped_task(*this, args, task, workspace);
}

void TappedPlan::add_rows(TableRows& rows) const {
    rows.push_back(&kernel());
    rows.push_back(split_.gather);
}

const Strategy kTapped = {only<Algo::tapped>, Algorithm::direct, false,
                          fewest_cycles,      worth_estimating,  plan_tapped};

}  // namespace convt::detail
