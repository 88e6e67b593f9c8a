#include <climits>

#include "base/rounding.hpp"
#include "base/text.hpp"
#include "machine/context_state.hpp"
#include "planning/plan_state.hpp"
#include "strategies/region/task.hpp"
#include "strategies/tapped/tapped_task.hpp"
#include "strategies/winograd/winograd_task.hpp"

namespace convt {
namespace detail {
namespace {

/// What the threads of one run share; lives on the caller's stack.
struct Job {
    const PlanState& plan;
    const RunArgs& args;
    ContextState& context;
    std::int64_t tasks_per_index;
};

void run_index(void* data, int index, int worker) {
    const Job& job = *static_cast<const Job*>(data);
    const std::int64_t tasks = job.plan.choice.blocking.tasks;
    const std::int64_t first = index * job.tasks_per_index;
    for (std::int64_t t = first; t < std::min(first + job.tasks_per_index, tasks); ++t) {
        compute_task(job.plan, job.args, t, job.context.workspace(worker));
    }
}

bool has_inputs(const ConvTransposeDesc& desc) noexcept {
    bool any = desc.batch > 0 && desc.in_channels > 0;
    for (int d = 0; d < desc.rank; ++d) any = any && desc.in_spatial[static_cast<std::size_t>(d)] > 0;
    return any;
}

}  // namespace

void compute_task(const PlanState& plan, const RunArgs& args, std::int64_t task,
                  std::byte* workspace) noexcept {
    if (is_reference(*plan.choice.kernel)) {
        run_reference(plan, args, task);
    } else if (plan.choice.kernel->algo == Algo::tapplanar) {
        run_tapplanar_task(plan, args, task, workspace);
    } else if (plan.choice.tapped) {
        run_tapped_task(plan, args, task, workspace);
    } else if (plan.choice.winograd) {
        run_winograd_task(plan, args, task, workspace);
    } else {
        run_task(plan, args, task, workspace);
    }
}

Status check_run(const PlanState& plan, const void* inputs, const PackedView& packed, const void* outputs) {
    if (packed.data == nullptr || packed.pack_id != plan.pack_id || packed.bytes != plan.packed_bytes) {
        return {StatusCode::mismatched_pack,
                text("packed kernel has layout ", packed.pack_id, " and ", packed.bytes,
                     " bytes; this plan reads layout ", plan.pack_id, " and ", plan.packed_bytes)};
    }
    if (outputs == nullptr) return invalid("outputs is null; it must point to the outputs");
    if (inputs == nullptr && has_inputs(plan.desc)) {
        return invalid("inputs is null; it must point to the inputs");
    }
    return {};
}

void run_all(const PlanState& plan, const RunArgs& args, ContextState& context) noexcept {
    const std::int64_t tasks = plan.choice.blocking.tasks;
    const std::int64_t per_index = tasks / INT_MAX + 1;
    Job job{plan, args, context, per_index};
    const auto indices = static_cast<int>(divide_up(tasks, per_index));
    context.parallel_for(indices, plan.choice.one_thread ? 1 : context.threads(), run_index, &job);
}

}  // namespace detail

Status Plan::run(const void* inputs, const PackedKernel& packed, const void* bias, void* outputs,
                 Context& context) const noexcept {
    const detail::PlanState& plan = *state_;
    return detail::guarded([&]() -> Status {
        if (plan.choice.problem.empty()) return {};
        Status checked = check_run(plan, inputs, {packed.data(), packed.bytes(), packed.pack_id()}, outputs);
        if (!checked.ok()) return checked;
        detail::ContextState& state = context.state();
        if (!state.try_acquire()) {
            return detail::invalid("context is in use by another run; use one context per calling thread");
        }
        run_all(plan,
                {static_cast<const float*>(inputs), static_cast<const float*>(packed.data()),
                 static_cast<const float*>(bias), static_cast<float*>(outputs)},
                state);
        state.release();
        return {};
    });
}

}  // namespace convt
