#include "strategies/scatter/scatter.hpp"

#include "base/text.hpp"
#include "planning/costs/tier_costs.hpp"
#include "strategies/panels.hpp"
#include "strategies/scatter/scatter_place.hpp"
#include "strategies/scatter/scatter_plan.hpp"
#include "strategies/scatter/scatter_task.hpp"
#include "strategies/splits.hpp"

namespace convt::detail {
namespace {

double fewest_cycles(const Problem&, const KernelInfo& kernel, double macs) noexcept {
    return peak_cycles(kernel, macs);
}

bool worth_estimating(const KernelInfo& kernel, const ConvTransposeDesc& desc, Isa highest) noexcept {
    return tier_is_worth(kernel, desc, highest, false);
}

std::unique_ptr<StrategyPlan> plan_scatter(const PlanArguments& arguments, std::string& refusal) {
    ScatterSplit split;
    refusal = split_scatter(arguments.problem, arguments.kernel, arguments.tuning, split);
    if (!refusal.empty()) return nullptr;
    return std::make_unique<ScatterPlan>(arguments, split);
}

}  // namespace

ScatterPlan::ScatterPlan(const PlanArguments& arguments, const ScatterSplit& split)
    : StrategyPlan(arguments, arguments.problem), split_(split) {
    set_work(scatter_cycles(problem(), kernel(), split_), split_.tasks, split_.workspace_bytes());
}

double ScatterPlan::pack_cycles() const noexcept {
    return Panels(problem(), kernel()).pack_cycles();
}

void ScatterPlan::finish() {
    const Panels panels(problem(), kernel());
    set_packed(panels.group_stride(), panels.id(), panels.parts(), panels.workspace_bytes());
}

void ScatterPlan::pack(const KernelWeights& weights, std::int64_t part, std::byte* to,
                       std::byte* workspace) const noexcept {
    Panels(problem(), kernel()).pack(weights, part, to, workspace);
}

void ScatterPlan::run(const RunArgs& args, std::int64_t task, std::byte* workspace) const noexcept {
    run_scatter_task(*this, args, task, workspace);
}

double ScatterPlan::work(std::int64_t task) const noexcept {
    const ScatterPlace place = scatter_place(*this, task);
    double work = double(place.images) * place.blocks;
    for (const Range& outputs : place.outputs) work *= outputs.size();
    return work;
}

Tuning ScatterPlan::split() const noexcept {
    Tuning tuning;
    set_block(tuning, split_.block, problem().rank);
    tuning.channel_parts = split_.chunks;
    return tuning;
}

std::string ScatterPlan::describe() const {
    const ScatterSplit& s = split_;
    return text("blocks of ", s.block[2], "x", s.block[1], "x", s.block[0], " positions (z, y, x) of ",
                s.images, s.images == 1 ? " image by " : " images by ", s.pitch(kernel()), " channels, ",
                s.depth, " input channels at a time, ", s.tasks, " tasks");
}

void ScatterPlan::add_rows(TableRows& rows) const {
    rows.push_back(&kernel());
    rows.push_back(split_.gather);
}

const Strategy kScatter = {only<Algo::scatter>, Algorithm::direct, false,
                           fewest_cycles,       worth_estimating,  plan_scatter};

}  // namespace convt::detail
