#include "machine/cpu.hpp"
#include "planning/costs/tier_costs.hpp"

namespace convt::detail {

double peak_cycles(const KernelInfo& kernel, double macs) noexcept {
    const TierCosts& tier = costs_of(kernel);
    return macs / (tier.lanes * tier.fmas);
}

bool tier_is_worth(const KernelInfo& kernel, const ConvTransposeDesc& desc, Isa highest,
                   bool any_channels) noexcept {
    constexpr std::int64_t kAvx2Lanes = 8;
    if (kernel.isa != Isa::base || !within(Isa::avx2, highest)) return true;
    return !any_channels && desc.out_channels < kAvx2Lanes * desc.groups;
}

}  // namespace convt::detail
