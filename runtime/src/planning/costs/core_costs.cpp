#include "planning/costs/core_costs.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "machine/cpu.hpp"

namespace convt::detail {
namespace {

struct Row {
    double TierCosts::*field;
    double of_core[kCores];
};
constexpr Row kRows[] = {
#include "planning/costs/tier_costs.inc"
};

constexpr TierCosts column(int core) noexcept {
    TierCosts costs{};
    for (const Row& row : kRows) costs.*row.field = row.of_core[core];
    return costs;
}

constexpr std::array<TierCosts, kCores> columns() noexcept {
    std::array<TierCosts, kCores> all{};
    for (int core = 0; core < kCores; ++core) all[static_cast<std::size_t>(core)] = column(core);
    return all;
}

constexpr std::array<TierCosts, kCores> kCosts = columns();
// Every field but l2_keeps, which follows from the CPU.
static_assert(std::size(kRows) == sizeof(TierCosts) / sizeof(double) - 1);

/// An L2 from which on blocks are larger: several register tiles share what comes from memory
/// (docs/selection.md).
constexpr std::int64_t kLargeL2 = 2 << 20;
constexpr double kLargeStageBytes = 1000 << 10;
constexpr double kLargeFewTiles = 48;
constexpr double kLargeNodesInCache = 1 << 20;
/// What inputs and outputs leave of it.
constexpr double kKernelShare = 0.75;

TierCosts beside_l2(TierCosts costs, std::int64_t l2_bytes) noexcept {
    costs.l2_keeps = kKernelShare * static_cast<double>(l2_bytes);
    if (l2_bytes >= kLargeL2) {
        costs.stage_bytes = kLargeStageBytes;
        costs.few_tiles = kLargeFewTiles;
        costs.nodes_in_cache = kLargeNodesInCache;
    }
    return costs;
}

}  // namespace

Core core_of(const KernelInfo& kernel) noexcept {
    const bool here = !kernel.parts->any_cpu;
    switch (kernel.isa) {
        case Isa::avx512:
        case Isa::avx512vnni:
            if (here && is_wide_zen5()) return Core::zen5_avx512;
            return here && splits_avx512() ? Core::split_avx512 : Core::avx512;
        case Isa::avx2:
            return here && splits_avx2() ? Core::split_avx2 : Core::avx2;
        case Isa::neon:
            return Core::neon;
        default:
            return Core::base;
    }
}

std::int64_t l2_beside(const KernelInfo& kernel) noexcept {
    return kernel.parts->any_cpu ? 0 : l2_bytes();
}

TierCosts costs_of_core(Core core, std::int64_t l2_bytes) noexcept {
    return beside_l2(kCosts[static_cast<std::size_t>(core)], l2_bytes);
}

TierCosts costs_from(std::span<const double> values, std::int64_t l2_bytes) noexcept {
    TierCosts costs{};
    const std::size_t count = std::min(values.size(), std::size(kRows));
    for (std::size_t i = 0; i < count; ++i) costs.*kRows[i].field = values[i];
    return beside_l2(costs, l2_bytes);
}

TierCosts for_elements_of(TierCosts costs, std::int64_t bytes) noexcept {
    constexpr double kFittedBytes = 4;
    const double wider = static_cast<double>(bytes) / kFittedBytes;
    costs.lanes /= wider;
    for (double TierCosts::*of_element :
         {&TierCosts::move_element, &TierCosts::transpose_element, &TierCosts::store_strided,
          &TierCosts::store_close, &TierCosts::tapped_transpose, &TierCosts::tapped_split,
          &TierCosts::tapped_far_element, &TierCosts::planes_transpose, &TierCosts::planes_copy,
          &TierCosts::planes_fetched, &TierCosts::planes_fetched_again, &TierCosts::planes_pushed_out,
          &TierCosts::planes_far_copy, &TierCosts::planes_move_output, &TierCosts::planes_far_output}) {
        costs.*of_element *= wider;
    }
    return costs;
}

}  // namespace convt::detail
