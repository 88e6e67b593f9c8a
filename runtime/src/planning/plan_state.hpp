#pragma once

#include <memory>
#include <vector>

#include "convt/plan.hpp"
#include "planning/select.hpp"

namespace convt::detail {

class ContextState;
struct RunArgs;

/// What a Plan holds. Immutable once made.
struct PlanState {
    ConvTransposeDesc desc;
    PlanOptions options;
    KernelTable table;        ///< that the kernel was chosen from
    Isa highest = Isa::base;  ///< highest tier allowed
    Candidate choice;
    std::array<std::vector<Phase>, 3> phases;  ///< by axis and output residue
    std::int32_t kernel_block_stride = 0;      ///< packed elements of one channel block
    std::int64_t group_stride = 0;             ///< packed elements of one group
    std::size_t packed_bytes = 0;
    std::uint64_t pack_id = 0;
    /// Leaky slope and clamp range that the kernels apply.
    float alpha = 1;
    float lower = 0;
    float upper = 0;
    bool curved = false;  ///< tanh or sigmoid follows, block by block
    contract::Curve curve = contract::Curve::tanh;
};

/// A plan with kernels of a table, up to a tier. They need not run on this CPU until the plan does.
[[nodiscard]] Result<std::shared_ptr<const PlanState>> make_plan(const ConvTransposeDesc& desc,
                                                                 const PlanOptions& options,
                                                                 KernelTable table, Isa highest);

/// Packed weights, wherever they lie.
struct PackedView {
    const void* data = nullptr;
    std::size_t bytes = 0;
    std::uint64_t pack_id = 0;
};

/// What keeps a plan of a problem with outputs from running on these arguments, if anything.
[[nodiscard]] Status check_run(const PlanState& plan, const void* inputs, const PackedView& packed,
                               const void* outputs);

/// Runs a plan on checked arguments. The caller holds the context.
void run_all(const PlanState& plan, const RunArgs& args, ContextState& context) noexcept;

/// explain()'s text.
[[nodiscard]] std::string explain(const PlanState& plan);

/// The plan's split as tuned files state it.
[[nodiscard]] Tuning resolved_tuning(const PlanState& plan) noexcept;

/// Writes weights into the plan's packed order.
void pack_kernel(const PlanState& plan, const float* kernel, KernelOrder order, float* packed) noexcept;

/// The same for a tapped plan.
void pack_tapped(const PlanState& plan, const float* kernel, KernelOrder order, float* packed) noexcept;

/// The same for a Winograd plan: transformed weights.
void pack_winograd(const PlanState& plan, const float* kernel, KernelOrder order, float* packed) noexcept;

}  // namespace convt::detail
