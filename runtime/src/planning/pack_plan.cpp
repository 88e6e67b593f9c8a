#include <algorithm>
#include <new>

#include "base/rounding.hpp"
#include "machine/context_state.hpp"
#include "machine/line_memory.hpp"
#include "planning/plan_state.hpp"

namespace convt::detail {
namespace {

/// Packed bytes that other threads are woken for, and that a thread takes at a time.
constexpr std::int64_t kSharedBytes = 256 << 10;
constexpr std::int64_t kBytesAtOnce = 64 << 10;

/// What the threads of one pack share; lives on the caller's stack.
struct PackJob {
    const StrategyPlan& plan;
    KernelWeights weights;
    std::byte* to;
    ContextState& context;
    std::int64_t parts_per_index;
};

void pack_index(void* data, int index, int worker) {
    const PackJob& job = *static_cast<const PackJob*>(data);
    const std::int64_t first = index * job.parts_per_index;
    const std::int64_t end = std::min(first + job.parts_per_index, job.plan.packed().parts);
    for (std::int64_t part = first; part < end; ++part) {
        job.plan.pack(job.weights, part, job.to, job.context.workspace(worker));
    }
}

/// A kernel without elements may be null, which no arithmetic is defined on.
KernelWeights weights_of(const PlanState& plan, const void* kernel, KernelOrder order,
                         const KernelScales& scales) noexcept {
    static constexpr double kNoWeights = 0;
    return {kernel != nullptr ? kernel : &kNoWeights, kernel_strides(plan.desc, order), scales};
}

}  // namespace

void pack_kernel(const PlanState& plan, const void* kernel, KernelOrder order, void* packed,
                 const KernelScales& scales) {
    const PackedLayout& layout = plan.packed();
    LineMemory workspace;
    if (layout.workspace_bytes > 0) {
        workspace = allocate_lines(layout.workspace_bytes);
        if (workspace == nullptr) throw std::bad_alloc();
    }
    const KernelWeights weights = weights_of(plan, kernel, order, scales);
    for (std::int64_t part = 0; part < layout.parts; ++part) {
        plan.plan().pack(weights, part, static_cast<std::byte*>(packed),
                         static_cast<std::byte*>(workspace.get()));
    }
}

void pack_kernel(const PlanState& plan, const void* kernel, KernelOrder order, void* packed,
                 ContextState& context, const KernelScales& scales) noexcept {
    pack_kernel(plan, weights_of(plan, kernel, order, scales), packed, context);
}

void pack_kernel(const PlanState& plan, const KernelWeights& weights, void* packed,
                 ContextState& context) noexcept {
    const PackedLayout& layout = plan.packed();
    // A kernel without elements has no parts to share.
    if (layout.parts == 0) return;
    const auto bytes = static_cast<std::int64_t>(layout.bytes);
    const std::int64_t at_once =
        std::max<std::int64_t>(layout.parts * kBytesAtOnce / std::max<std::int64_t>(bytes, 1), 1);
    const std::int64_t indices = divide_up(layout.parts, at_once);
    const std::int64_t per_index = divide_up(layout.parts, std::min<std::int64_t>(indices, 1 << 20));
    PackJob job{plan.plan(), weights, static_cast<std::byte*>(packed), context, per_index};
    context.parallel_for(static_cast<int>(divide_up(layout.parts, per_index)),
                         bytes < kSharedBytes ? 1 : context.threads(), pack_index, &job);
}

}  // namespace convt::detail
