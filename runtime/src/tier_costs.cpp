#include "tier_costs.hpp"

#include "cpu.hpp"

namespace convt::detail {

TierCosts costs_of(const KernelInfo& kernel) noexcept {
    switch (kernel.isa) {
        case Isa::avx512:
            return {16, !kernel.parts->any_cpu && splits_avx512() ? 1.0 : 2.0, 2.0, 0.10, 0.60, 1.5, 8, 0.6};
        case Isa::avx2:
            return {8, 2.0, 2.0, 0.15, 0.60, 1.5, 8, 0};
        case Isa::neon:
            return {4, 2.0, 2.0, 0.30, 0.80, 1.5, 8, 0};
        default:
            return {4, 1.3, 2.0, 0.30, 0.80, 1.5, 8, 0};
    }
}

}  // namespace convt::detail
