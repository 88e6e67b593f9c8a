#pragma once

#include <memory>
#include <string>
#include <vector>

#include "compile/kit/kernel_ids.hpp"
#include "compile/layers/compile_layer.hpp"
#include "compile/layers/tuned_choices.hpp"
#include "src/planning/plan_state.hpp"

namespace convt::tools {

/// A layer's kernel for one target.
struct PlannedVariant {
    Isa isa;  ///< of the target; the kernel may be of a lower tier
    std::shared_ptr<const detail::PlanState> plan;
    std::vector<std::byte> packed;  ///< empty for layers without weights
    bool tuned = false;             ///< kernel and split are a tuned entry's
    std::string warning;            ///< why tuned entries of the problem were of no use; may be empty
};

/// What kernels are chosen from, and by.
struct PlanningInputs {
    PlanOptions options;
    detail::KernelTable table;        ///< for the cost model
    detail::KernelTable tuned_table;  ///< for tuned entries
    TunedChoices tuned;
    const KernelIds* ids =
        nullptr;  ///< of kernels that the running library does not have; null: nothing is known of them
};

/// Chooses the kernel of a layer for a target: that of the first tuned entry of its problem that can be had,
/// else by the cost model. Packs the layer's weights for it. A layer with open sizes gets a kernel that
/// serves every size. Throws InputError.
[[nodiscard]] PlannedVariant plan_layer(const CompileLayer& layer, Isa isa, const PlanningInputs& given);

}  // namespace convt::tools
