#include "registry.hpp"

#include <cstring>
#include <type_traits>

#include "kernel_headers.inc"

namespace convt::detail {
namespace {

constexpr KernelInfo kKernels[] = {
#define CONVT_KERNEL(name, symbol, rank, format, algo, isa, channel_block, tile_pixels) \
    {name,     rank,          DataFormat::format, DType::float32, Algo::algo,           \
     Isa::isa, channel_block, tile_pixels,        symbol},
#define CONVT_BLOCKS(isa, transpose, activate)
#include "kernel_table.inc"
#undef CONVT_KERNEL
#undef CONVT_BLOCKS
    {"convt_reference", 0, DataFormat::channels_last, DType::float32, Algo::reference, Isa::base, 1, 1,
     nullptr},
};

// A generator whose inputs drift from the contract must not compile into the table.
#define CONVT_KERNEL(name, symbol, rank, format, algo, isa, channel_block, tile_pixels) \
    static_assert(std::is_same_v<decltype(&symbol), contract::RegionFn>);               \
    static_assert((tile_pixels) <= contract::kPlanarSlack);
#define CONVT_BLOCKS(isa, transpose, activate)                                  \
    static_assert(std::is_same_v<decltype(&transpose), contract::TransposeFn>); \
    static_assert(std::is_same_v<decltype(&activate), contract::ActivateFn>);
#include "kernel_table.inc"
#undef CONVT_KERNEL
#undef CONVT_BLOCKS

struct TierBlocks {
    Isa isa;
    BlockFunctions functions;
};

constexpr TierBlocks kBlocks[] = {
#define CONVT_KERNEL(name, symbol, rank, format, algo, isa, channel_block, tile_pixels)
#define CONVT_BLOCKS(isa, transpose, activate) {Isa::isa, {transpose, activate}},
#include "kernel_table.inc"
#undef CONVT_KERNEL
#undef CONVT_BLOCKS
};

}  // namespace

std::span<const KernelInfo> kernel_table() noexcept {
    return kKernels;
}

const KernelInfo* find_kernel(const char* name) noexcept {
    for (const KernelInfo& kernel : kKernels) {
        if (std::strcmp(kernel.name, name) == 0) return &kernel;
    }
    return nullptr;
}

const BlockFunctions& block_functions(Isa isa) noexcept {
    for (const TierBlocks& tier : kBlocks) {
        if (tier.isa == isa) return tier.functions;
    }
    return kBlocks[0].functions;
}

}  // namespace convt::detail
