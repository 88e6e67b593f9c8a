#include "planning/registry.hpp"

#include <algorithm>
#include <type_traits>

// Declares every generated function and asserts that it has the contract's type: a generator whose inputs
// drift from the contract must not compile into the table.
#include "kernel_headers.inc"

namespace convt::detail {
namespace {

// A table that a library does not need has no row, and an array has at least one element: each ends with an
// empty one.
constexpr RegionKernel kRegionKernels[] = {
#include "region_kernels.inc"
    {}};
constexpr TappedKernel kTappedKernels[] = {
#include "tapped_kernels.inc"
    {}};
constexpr TapplanarKernel kTapplanarKernels[] = {
#include "tapplanar_kernels.inc"
    {}};
constexpr WinogradKernel kWinogradKernels[] = {
#include "winograd_kernels.inc"
    {}};
constexpr WinogradTransforms kTransforms[] = {
#include "winograd_transforms.inc"
    {}};
constexpr WinogradRest kRests[] = {
#include "winograd_rests.inc"
    {}};
constexpr TappedGather kGathers[] = {
#include "tapped_gathers.inc"
    {}};
constexpr TapplanarGather kPlanarGathers[] = {
#include "tapplanar_gathers.inc"
    {}};
constexpr DotKernel kDotKernels[] = {
#include "dot_kernels.inc"
    {}};
constexpr DotOutputs kDotOutputs[] = {
#include "dot_outputs.inc"
    {}};
constexpr BlockFunctions kBlocks[] = {
#include "block_functions.inc"
};

/// The rows before the empty one.
template <typename Row, std::size_t n>
constexpr std::span<const Row> rows(const Row (&table)[n]) {
    return std::span<const Row>(table, n - 1);
}

constexpr KernelParts kParts{rows(kTransforms),    rows(kRests), rows(kGathers),
                             rows(kPlanarGathers), false,        rows(kDotOutputs)};

constexpr KernelInfo info(const RegionKernel& k) {
    return {k.name,        k.rank,   k.data_format, k.dtype, k.algo,  k.isa,   k.channel_block,
            k.tile_pixels, k.region, k.phases,      nullptr, nullptr, nullptr, &kParts};
}

constexpr KernelInfo info(const TappedKernel& k) {
    return {k.name,  k.rank, k.data_format, k.dtype,    k.algo,  k.isa,  k.channel_block, k.tile_pixels,
            nullptr, 0,      nullptr,       k.multiply, nullptr, &kParts};
}

constexpr KernelInfo info(const TapplanarKernel& k) {
    return {k.name,  k.rank, k.data_format, k.dtype, Algo::tapplanar, k.isa,  k.channel_block, k.tile_pixels,
            nullptr, 0,      nullptr,       nullptr, k.multiply,      &kParts};
}

constexpr KernelInfo info(const WinogradKernel& k) {
    return {k.name,        k.rank,  k.data_format,  k.dtype,    Algo::winograd, k.isa,   k.channel_block,
            k.tile_pixels, nullptr, k.tile_outputs, k.multiply, nullptr,        nullptr, &kParts};
}

constexpr KernelInfo info(const DotKernel& k) {
    return {k.name,  k.rank,  k.data_format, k.dtype, Algo::dot, k.isa,   k.channel_block, k.tile_pixels,
            nullptr, k.terms, nullptr,       nullptr, nullptr,   &kParts, k.multiply};
}

/// Every row as what kernels are chosen from, the reference last.
constexpr auto all_kernels() {
    constexpr std::size_t kCount = rows(kRegionKernels).size() + rows(kTappedKernels).size() +
                                   rows(kTapplanarKernels).size() + rows(kWinogradKernels).size() +
                                   rows(kDotKernels).size() + 1;
    std::array<KernelInfo, kCount> all{};
    auto* next = all.data();
    for (const auto& row : rows(kRegionKernels)) *next++ = info(row);
    for (const auto& row : rows(kTappedKernels)) *next++ = info(row);
    for (const auto& row : rows(kTapplanarKernels)) *next++ = info(row);
    for (const auto& row : rows(kWinogradKernels)) *next++ = info(row);
    for (const auto& row : rows(kDotKernels)) *next++ = info(row);
    *next = {"convt_reference",
             0,
             DataFormat::channels_last,
             DType::float32,
             Algo::reference,
             Isa::base,
             1,
             1,
             nullptr,
             0,
             nullptr,
             nullptr,
             nullptr,
             &kParts};
    return all;
}

constexpr auto kKernels = all_kernels();

static_assert(std::ranges::all_of(rows(kRegionKernels),
                                  [](const auto& k) { return k.tile_pixels <= contract::kPlanarSlack; }));
static_assert(std::ranges::all_of(rows(kRegionKernels), [](const auto& k) {
    return k.algo != Algo::rows || (k.phases > 0 && k.channel_block % k.phases == 0);
}));
static_assert(std::ranges::all_of(rows(kGathers),
                                  [](const auto& g) { return g.lanes <= contract::kTappedSlack; }));
static_assert(std::ranges::all_of(rows(kWinogradKernels), [](const auto& k) {
    return k.channel_block <= contract::kMaxWinogradBlock;
}));

constexpr bool tiers_are_in_order() {
    for (std::size_t i = 0; i < std::size(kTierFacts); ++i) {
        if (kTierFacts[i].isa != static_cast<Isa>(i)) return false;
    }
    return true;
}
static_assert(tiers_are_in_order(), "generators/kernels.toml has the tiers in the order of Isa");

}  // namespace

KernelTable kernel_table() noexcept {
    return kKernels;
}

std::span<const BlockFunctions> all_block_functions() noexcept {
    return kBlocks;
}

const BlockFunctions& block_functions(const KernelInfo& kernel, DType dtype) noexcept {
    const BlockFunctions* first = nullptr;
    for (const BlockFunctions& functions : kBlocks) {
        if (functions.dtype != dtype) continue;
        if (functions.isa == kernel.isa) return functions;
        if (first == nullptr) first = &functions;
    }
    return first != nullptr ? *first : kBlocks[0];
}

}  // namespace convt::detail
