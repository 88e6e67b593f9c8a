#include "strategies/region/region_plan.hpp"

#include "base/text.hpp"
#include "strategies/keras_order.hpp"
#include "strategies/panels.hpp"
#include "strategies/region/cost.hpp"
#include "strategies/region/task/task.hpp"
#include "strategies/region/task/task_place.hpp"
#include "strategies/splits.hpp"

namespace convt::detail {

RegionPlan::RegionPlan(const PlanArguments& arguments, const Problem& problem, const Blocking& blocking)
    : StrategyPlan(arguments, problem), form_(form_of(arguments.kernel)), blocking_(blocking) {
    set_work(estimate_cycles(problem, arguments.kernel, blocking), blocking.tasks,
             blocking.workspace_bytes());
}

void RegionPlan::finish() {
    phases_ = phases_by_axis(problem());
    tap_stride_ = std::int64_t{problem().in_channels} * kernel().channel_block;
    if (form_.lanes_are_inputs) {
        const KerasOrder order(problem(), kernel());
        block_stride_ = static_cast<std::int32_t>(tap_stride_);
        tap_stride_ = order.tap_stride();
        set_packed_as_keras(order.group_stride(), order.elements(), order.id(), order.parts(),
                            order.workspace_bytes());
        return;
    }
    const Panels panels(problem(), kernel());
    block_stride_ = static_cast<std::int32_t>(panels.block_stride());
    set_packed(panels.group_stride(), panels.id(), panels.parts(), panels.workspace_bytes());
}

double RegionPlan::pack_cycles() const noexcept {
    const bool as_they_lie = form_.lanes_are_inputs && !problem().widens();
    return as_they_lie ? 0 : Panels(problem(), kernel()).pack_cycles();
}

void RegionPlan::pack(const KernelWeights& weights, std::int64_t part, std::byte* to,
                      std::byte* workspace) const noexcept {
    if (form_.lanes_are_inputs) {
        KerasOrder(problem(), kernel()).pack(weights, part, to, workspace);
    } else {
        Panels(problem(), kernel()).pack(weights, part, to, workspace);
    }
}

void RegionPlan::run(const RunArgs& args, std::int64_t task, std::byte* workspace) const noexcept {
    run_region_task(*this, args, task, workspace);
}

double RegionPlan::work(std::int64_t task) const noexcept {
    const TaskPlace place = place_of(*this, task);
    double work = place.channels.size();
    for (const Range& q : place.q) work *= q.size();
    return work;
}

Tuning RegionPlan::split() const noexcept {
    Tuning tuning;
    set_block(tuning, blocking_.pixels, problem().rank);
    tuning.channel_parts = blocking_.chunks;
    tuning.turned_channels = blocking_.transposed;
    return tuning;
}

std::string RegionPlan::describe() const {
    const Blocking& b = blocking_;
    return text("blocks of ", b.pixels[2], "x", b.pixels[1], "x", b.pixels[0],
                " inputs positions (z, y, x) by ", b.chunk, " channels, ", b.tasks, " tasks",
                problem().fold > 1 ? text(", ", problem().fold, " phases folded into channels") : "",
                b.transposed > 0 ? text(", outputs ", problem().narrows() ? "narrowed " : "transposed ",
                                        b.transposed, " channels at a time")
                                 : "",
                b.in_place ? ", borders in regions of their own" : "");
}

void RegionPlan::add_rows(TableRows& rows) const {
    rows.push_back(&kernel());
}

}  // namespace convt::detail
