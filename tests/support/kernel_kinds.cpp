#include "support/kernel_kinds.hpp"

namespace convt::detail {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

/// How many tiles of the kernel's strategy, rank, layout, type and tier come before it.
int number_of_tile(const KernelInfo& kernel) noexcept {
    int number = 0;
    for (const KernelInfo& other : kernel_table()) {
        if (&other == &kernel) break;
        const bool alike = other.algo == kernel.algo && other.rank == kernel.rank && other.isa == kernel.isa &&
                           other.data_format == kernel.data_format && other.dtype == kernel.dtype &&
                           other.tile_outputs == kernel.tile_outputs;
        number += static_cast<int>(alike);
    }
    return number;
}

}  // namespace

bool tested_in_this_build(const KernelInfo& kernel) noexcept {
    if (!kSanitized || is_reference(kernel)) return true;
    return (number_of_tile(kernel) + static_cast<int>(kernel.isa)) % 3 == kernel.rank - 1;
}

}  // namespace convt::detail
