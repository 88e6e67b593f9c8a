#pragma once

#include <memory>
#include <string>
#include <vector>

#include "compile/compile_layer.hpp"
#include "src/plan_state.hpp"

namespace convt::tools {

/// A layer's kernel for one target.
struct PlannedVariant {
    Isa isa;  ///< of the target; the kernel may be of a lower tier
    std::shared_ptr<const detail::PlanState> plan;
    std::vector<float> packed;  ///< empty for layers without weights
};

/// Chooses the kernel of a layer for a target among those of a table and packs the layer's weights for it. A
/// layer with open sizes gets a kernel that serves every size; `warning` says so when another would be faster
/// at the typical one. Throws InputError.
[[nodiscard]] PlannedVariant plan_layer(const CompileLayer& layer, Isa isa, const PlanOptions& options,
                                        detail::KernelTable table);

}  // namespace convt::tools
