#pragma once

#include <memory>
#include <string>
#include <vector>

#include "convt/plan.hpp"
#include "planning/select.hpp"
#include "strategies/strategy.hpp"

namespace convt::detail {

class ContextState;

/// What measuring found, for explain().
struct Measurements {
    struct Trial {
        std::string what;  ///< kernel and split
        double ms;         ///< of its fastest run
    };
    std::vector<Trial> trials;  ///< the fastest first; none where an earlier plan's were remembered
    double ms = 0;              ///< that all took
    double chosen_ms = 0;
    double default_ms = 0;  ///< of what the cost model chose
    std::string why_not;    ///< where nothing could be measured
};

/// What a Plan holds. Immutable once made.
struct PlanState {
    ConvTransposeDesc desc;
    PlanOptions options;
    KernelTable table;        ///< that the kernel was chosen from
    Isa highest = Isa::base;  ///< highest tier allowed
    Candidate choice;
    /// Null for plans by the cost model or a tuned entry.
    std::shared_ptr<const Measurements> measured = nullptr;

    [[nodiscard]] const StrategyPlan& plan() const noexcept { return *choice.plan; }
    [[nodiscard]] const KernelInfo& kernel() const noexcept { return plan().kernel(); }
    [[nodiscard]] const PackedLayout& packed() const noexcept { return plan().packed(); }
    /// Whether tasks pack weights of that order as they go.
    [[nodiscard]] bool packs_in_tasks(KernelOrder order) const noexcept;
    /// Memory that a run of unpacked weights takes.
    [[nodiscard]] std::size_t unpacked_bytes(KernelOrder order) const noexcept;
    /// Whether the kernel reads weights of that order as they lie.
    [[nodiscard]] bool reads_as_they_lie(KernelOrder order) const noexcept {
        return order == KernelOrder::keras && packed().as_keras;
    }
};

/// A plan with kernels of a table, up to a tier. They need not run on this CPU until the plan does.
[[nodiscard]] Result<std::shared_ptr<const PlanState>> make_plan(const ConvTransposeDesc& desc,
                                                                 const PlanOptions& options,
                                                                 KernelTable table, Isa highest);

/// A plan of what was chosen by whichever means.
[[nodiscard]] std::shared_ptr<PlanState> finished_plan(PlanState made);

/// False when the inputs of a problem have no elements.
[[nodiscard]] bool has_inputs(const ConvTransposeDesc& desc) noexcept;

/// What keeps a plan of a problem with outputs from running on these arguments, if anything.
[[nodiscard]] Status check_run(const PlanState& plan, const PackedView& packed, const RunArgs& args);

/// The same for all arguments but the packed kernel.
[[nodiscard]] Status check_operands(const PlanState& plan, const RunArgs& args);

/// Runs a plan on checked arguments. The caller holds the context.
void run_all(const PlanState& plan, const RunArgs& given, ContextState& context) noexcept;

/// The same with weights in a caller's order; args.packed is not read.
/// @param memory unpacked_bytes(order) bytes, aligned to 64
void run_unpacked(const PlanState& plan, const RunArgs& given, const void* kernel, KernelOrder order,
                  void* memory, ContextState& context) noexcept;

/// Writes weights into the plan's packed order, packed().bytes of it, on the calling thread. May throw
/// std::bad_alloc: scratch memory is allocated.
void pack_kernel(const PlanState& plan, const void* kernel, KernelOrder order, void* packed,
                 const KernelScales& scales = {});

/// The same on the threads of a context that the caller holds; allocates nothing.
void pack_kernel(const PlanState& plan, const void* kernel, KernelOrder order, void* packed,
                 ContextState& context, const KernelScales& scales = {}) noexcept;

/// The same with weights in any order.
void pack_kernel(const PlanState& plan, const KernelWeights& weights, void* packed,
                 ContextState& context) noexcept;

/// explain()'s text.
[[nodiscard]] std::string explain(const PlanState& plan);

/// Multiply-adds executed for each useful one; 0 where they are not counted. May throw std::bad_alloc.
[[nodiscard]] double products_per_useful(const PlanState& plan);

/// The plan's split as tuned files state it.
[[nodiscard]] Tuning resolved_tuning(const PlanState& plan) noexcept;

}  // namespace convt::detail
