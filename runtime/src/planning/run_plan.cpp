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
    std::int64_t tasks_per_index = 1;
    /// Weights that tasks pack, with a piece of memory for each worker; null where they are packed already.
    const KernelWeights* weights = nullptr;
    std::byte* memory = nullptr;
};

void run_index(void* data, int index, int worker) {
    const Job& job = *static_cast<const Job*>(data);
    std::byte* const workspace = job.context.workspace(worker);
    const std::int64_t first = index * job.tasks_per_index;
    const std::int64_t end = std::min(first + job.tasks_per_index, job.plan.tasks());
    if (job.weights == nullptr) {
        for (std::int64_t t = first; t < end; ++t) job.plan.run(job.args, t, workspace);
        return;
    }
    std::byte* const memory = job.memory + static_cast<std::size_t>(worker) * job.plan.packed().at_once;
    const UnpackedWeights unpacked{*job.weights, memory};
    for (std::int64_t t = first; t < end; ++t) job.plan.run_unpacked(job.args, unpacked, t, workspace);
}

/// Shares a job's tasks among at most so many threads.
void run_tasks(Job job, int threads) noexcept {
    const std::int64_t tasks = job.plan.tasks();
    job.tasks_per_index = tasks / INT_MAX + 1;
    const auto indices = static_cast<int>(divide_up(tasks, job.tasks_per_index));
    job.context.parallel_for(indices, threads, run_index, &job);
}

/// Threads that a run of a plan takes at most.
std::size_t workers(const PlanState& plan) noexcept {
    return static_cast<std::size_t>(plan.choice.one_thread ? 1 : plan.plan().problem().threads);
}

/// Inputs without elements may be null, which no arithmetic is defined on.
RunArgs with_inputs(const RunArgs& given) noexcept {
    static constexpr double kNoInputs = 0;
    RunArgs args = given;
    if (args.inputs == nullptr) args.inputs = &kNoInputs;
    return args;
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
    return check_operands(plan, args);
}

Status check_operands(const PlanState& plan, const RunArgs& args) {
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
    const RunArgs args = with_inputs(given);
    run_tasks({.plan = plan.plan(), .args = args, .context = context},
              plan.choice.one_thread ? 1 : context.threads());
}

std::size_t PlanState::unpacked_bytes(KernelOrder order) const noexcept {
    if (reads_as_they_lie(order)) return 0;
    return packs_in_tasks(order) ? workers(*this) * packed().at_once : packed().bytes;
}

/// Not where the pieces of memory would take as much as all packed weights.
bool PlanState::packs_in_tasks(KernelOrder order) const noexcept {
    const std::size_t bytes = order == KernelOrder::keras ? packed().at_once : 0;
    return bytes > 0 && workers(*this) * bytes < packed().bytes;
}

void run_unpacked(const PlanState& plan, const RunArgs& given, const void* kernel, KernelOrder order,
                  void* memory, ContextState& context) noexcept {
    RunArgs args = with_inputs(given);
    if (plan.packs_in_tasks(order)) {
        const KernelWeights weights{kernel, kernel_strides(plan.desc, order)};
        run_tasks({.plan = plan.plan(),
                   .args = args,
                   .context = context,
                   .weights = &weights,
                   .memory = static_cast<std::byte*>(memory)},
                  std::min(static_cast<int>(workers(plan)), context.threads()));
        return;
    }
    args.packed = kernel;
    if (!plan.reads_as_they_lie(order)) {
        pack_kernel(plan, kernel, order, memory, context);
        args.packed = memory;
    }
    run_all(plan, args, context);
}

}  // namespace convt::detail
