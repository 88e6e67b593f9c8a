#include "tier_costs.hpp"

#include "cpu.hpp"

namespace convt::detail {

namespace {

/// Zen 4 takes two cycles for AVX-512 multiply-adds that Intel's servers and Zen 5 do in one: what comes from
/// L2 is as fast on both, and weighs more where products are quick. The last two fitted to 105 layers timed
/// with all kernels near the best (Xeon model 207, one thread, 2026-11-27).
constexpr TierCosts kWholeAvx512{16, 2.0, 2.0, 2.0, 0.10, 0.60, 1.5, 24, 40, 6.5, 0.6, 2.2, 3.0};
constexpr TierCosts kSplitAvx512{16, 1.0, 2.0, 2.0, 0.10, 0.60, 1.5, 24, 40, 8, 0.6, 0.7, 1.5};

/// Zen 1 does half an AVX2 register a time. Its own constants were set from 87 layers timed with all kernels
/// near the best (one thread, 2026-11-27): choices take 1.2 % longer than the best of them in channels_last
/// and 2.0 % in channels_first; with those of other cores 3.2 % and 3.5 %.
constexpr TierCosts kWholeAvx2{8, 2.0, 2.0, 2.0, 0.15, 0.60, 1.5, 24, 40, 8, 0, 0.7, 1.5};
constexpr TierCosts kSplitAvx2{8, 1.0, 1.0, 0.75, 0.15, 0.60, 1.5, 12, 15, 5, 1.0, 1.0, 2.0};

}  // namespace

TierCosts costs_of(const KernelInfo& kernel) noexcept {
    switch (kernel.isa) {
        case Isa::avx512:
            return !kernel.parts->any_cpu && splits_avx512() ? kSplitAvx512 : kWholeAvx512;
        case Isa::avx2:
            return !kernel.parts->any_cpu && splits_avx2() ? kSplitAvx2 : kWholeAvx2;
        case Isa::neon:
            return {4, 2.0, 2.0, 2.0, 0.30, 0.80, 1.5, 24, 40, 8, 0, 0.7, 1.5};
        default:
            return {4, 1.3, 2.0, 2.0, 0.30, 0.80, 1.5, 24, 40, 8, 0, 0.7, 1.5};
    }
}

}  // namespace convt::detail
