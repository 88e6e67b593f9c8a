#pragma once

#include "planning/registry.hpp"

namespace convt::detail {

/// Functions of this build that pack a kernel's weights of a type on this CPU: those of the kernel's tier,
/// or, for a kernel that runs on other machines only, those of the lowest tier.
[[nodiscard]] const BlockFunctions& packing_functions(const KernelInfo& kernel, DType dtype) noexcept;

/// The same for the transform of a Winograd kernel's weights.
[[nodiscard]] contract::WinogradWeightsFn weights_transform(const KernelInfo& kernel,
                                                            const WinogradTransforms& transforms) noexcept;

}  // namespace convt::detail
