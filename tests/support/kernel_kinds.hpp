#pragma once

#include "planning/registry.hpp"

namespace convt::detail {

// What tests know of strategies by their names: the library itself asks no kernel for its name.

/// True for kernels whose lanes are pixels of a row, the last of which move back over those before.
[[nodiscard]] constexpr bool takes_rows(const KernelInfo& kernel) noexcept {
    return kernel.algo == Algo::rows || kernel.algo == Algo::depthrows;
}

/// True for kernels of groups of one channel in and out.
[[nodiscard]] constexpr bool is_depthwise(const KernelInfo& kernel) noexcept {
    return kernel.algo == Algo::depthwise || kernel.algo == Algo::depthrows;
}

/// True for kernels whose lanes are input channels, of which they need a register.
[[nodiscard]] constexpr bool is_inner(const KernelInfo& kernel) noexcept {
    return kernel.algo == Algo::inner;
}

/// True for kernels of quantised inputs, which tests/quantized tries.
[[nodiscard]] constexpr bool is_dot(const KernelInfo& kernel) noexcept {
    return kernel.algo == Algo::dot;
}

/// True when the kernel is the reference.
[[nodiscard]] inline bool is_reference(const KernelInfo& kernel) noexcept {
    return kernel.algo == Algo::reference;
}

/// True for kernels whose block has taps as well as output channels, and so serves any number of channels.
[[nodiscard]] inline bool is_tapped(const KernelInfo& kernel) noexcept {
    return kernel.algo == Algo::tapped || kernel.algo == Algo::tapplanar;
}

/// Whether sanitizers watch this build.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif

/// How many tiles of the kernel's strategy, rank, layout, type and tier come before it in the table.
[[nodiscard]] inline int number_of_tile(const KernelInfo& kernel) noexcept {
    int number = 0;
    for (const KernelInfo& other : kernel_table()) {
        if (other.name == kernel.name) break;
        const bool alike = other.algo == kernel.algo && other.rank == kernel.rank &&
                           other.isa == kernel.isa && other.data_format == kernel.data_format &&
                           other.dtype == kernel.dtype && other.tile_outputs == kernel.tile_outputs;
        number += static_cast<int>(alike);
    }
    return number;
}

/// Whether tests that go through all kernels take this one. Sanitizers do not see into generated code, and
/// what they see is the same for all tiles of a strategy: under them each tile of a tier is tested in one of
/// three ranks. Other builds test every kernel. Those of quantised inputs have tests of their own.
[[nodiscard]] inline bool tested_in_this_build(const KernelInfo& kernel) noexcept {
    if (is_dot(kernel)) return false;
    if (!kSanitized || is_reference(kernel)) return true;
    return (number_of_tile(kernel) + static_cast<int>(kernel.isa)) % 3 == kernel.rank - 1;
}

}  // namespace convt::detail
