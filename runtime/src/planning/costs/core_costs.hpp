#pragma once

#include <cstdint>
#include <span>

#include "planning/costs/tier_costs.hpp"

namespace convt::detail {

/// Kinds of cores that run kernels of a tier, in the order of tier_costs.inc's columns. Split ones do half a
/// register's multiply-adds at a time: AVX2's on Zen 1, AVX-512's on Zen 4. Zen 5's does whole ones, with
/// caches unlike those of Intel's, whose AVX-512 the column of that name is.
enum class Core { base, avx2, split_avx2, avx512, split_avx512, zen5_avx512, neon };
inline constexpr int kCores = 7;

/// The kind that runs a kernel here, or on any CPU where the kernel is chosen for any.
[[nodiscard]] Core core_of(const KernelInfo& kernel) noexcept;

/// The costs of a kind of core with so large an L2; 0: not known.
[[nodiscard]] TierCosts costs_of_core(Core core, std::int64_t l2_bytes) noexcept;

/// The costs that such values make, in the order of tier_costs.inc's lines.
[[nodiscard]] TierCosts costs_from(std::span<const double> values, std::int64_t l2_bytes) noexcept;

/// The costs for elements of so many bytes, from those for elements of 4: registers hold fewer, and moving
/// one takes as much longer.
[[nodiscard]] TierCosts for_elements_of(TierCosts costs, std::int64_t bytes) noexcept;

/// What costs_of() knows of the L2 beside a kernel: the CPU's, or nothing where it is chosen for any CPU.
[[nodiscard]] std::int64_t l2_beside(const KernelInfo& kernel) noexcept;

}  // namespace convt::detail
