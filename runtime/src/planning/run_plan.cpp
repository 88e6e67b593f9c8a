#include <algorithm>
#include <climits>

#include "base/rounding.hpp"
#include "base/text.hpp"
#include "machine/context_state.hpp"
#include "planning/plan_state.hpp"

namespace convt::detail {
namespace {

/// What the threads of one run share; lives on the caller's stack.
struct Job {
    const StrategyPlan& plan;
    const RunArgs& args;
    ContextState& context;
    std::int64_t tasks_per_index;
};

void run_index(void* data, int index, int worker) {
    const Job& job = *static_cast<const Job*>(data);
    const std::int64_t first = index * job.tasks_per_index;
    const std::int64_t end = std::min(first + job.tasks_per_index, job.plan.tasks());
    for (std::int64_t t = first; t < end; ++t) job.plan.run(job.args, t, job.context.workspace(worker));
}

}  // namespace

bool has_inputs(const ConvTransposeDesc& desc) noexcept {
    bool any = desc.batch > 0 && desc.in_channels > 0;
    for (int d = 0; d < desc.rank; ++d) any = any && desc.in_spatial[static_cast<std::size_t>(d)] > 0;
    return any;
}

Status check_run(const PlanState& plan, const PackedView& packed, const RunArgs& args) {
    const PackedLayout& wanted = plan.packed();
    if (packed.data == nullptr || packed.pack_id != wanted.id || packed.bytes != wanted.bytes) {
        return {StatusCode::mismatched_pack,
                text("packed kernel has layout ", packed.pack_id, " and ", packed.bytes,
                     " bytes; this plan reads layout ", wanted.id, " and ", wanted.bytes)};
    }
    if (args.outputs == nullptr) return invalid("outputs is null; it must point to the outputs");
    if (args.inputs == nullptr && has_inputs(plan.desc)) {
        return invalid("inputs is null; it must point to the inputs");
    }
    const bool sloped = plan.plan().epilogue().channel_slopes;
    if (sloped && args.slopes == nullptr) {
        return invalid("slopes is null; it must point to the slopes of prelu, one for each of ",
                       plan.desc.out_channels, " output channels");
    }
    if (!sloped && args.slopes != nullptr) {
        return invalid("slopes is not null; only plans whose activation is prelu read slopes");
    }
    return {};
}

void run_all(const PlanState& plan, const RunArgs& given, ContextState& context) noexcept {
    // Inputs without elements may be null, which no arithmetic is defined on.
    static constexpr double kNoInputs = 0;
    RunArgs args = given;
    if (args.inputs == nullptr) args.inputs = &kNoInputs;
    const std::int64_t tasks = plan.plan().tasks();
    const std::int64_t per_index = tasks / INT_MAX + 1;
    Job job{plan.plan(), args, context, per_index};
    const auto indices = static_cast<int>(divide_up(tasks, per_index));
    context.parallel_for(indices, plan.choice.one_thread ? 1 : context.threads(), run_index, &job);
}

}  // namespace convt::detail
