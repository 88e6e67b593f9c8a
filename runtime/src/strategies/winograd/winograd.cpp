#include "strategies/winograd/winograd.hpp"

#include <utility>

#include "base/text.hpp"
#include "planning/costs/tier_costs.hpp"
#include "strategies/winograd/winograd_plan.hpp"

namespace convt::detail {
namespace {

/// Blocks of one AVX-512 register are for output channels that blocks of two do not divide: with 64 to 256
/// input channels they are as fast otherwise, with more slower (docs/experiments).
bool worth_estimating(const KernelInfo& kernel, const ConvTransposeDesc& desc, Isa highest) noexcept {
    const bool narrow = kernel.isa == Isa::avx512 && kernel.channel_block == lanes_of(kernel);
    if (narrow && desc.out_channels % (2 * kernel.channel_block * desc.groups) == 0) return false;
    return tier_is_worth(kernel, desc, highest, false);
}

std::string shape_refusal(const KernelInfo& kernel, const Problem& problem) {
    if (problem.out_channels >= kernel.channel_block) return {};
    return text("needs at least ", kernel.channel_block,
                " output channels, folded phases included; there are ", problem.out_channels);
}

std::unique_ptr<StrategyPlan> plan_winograd(const PlanArguments& arguments, std::string& refusal) {
    const Problem& problem = arguments.problem;
    refusal = shape_refusal(arguments.kernel, problem);
    if (!refusal.empty()) return nullptr;
    auto split = split_winograd(problem, arguments.kernel, arguments.tuning, refusal);
    if (!split) return nullptr;
    const double bytes = static_cast<double>(split->packed_elements) * problem.groups *
                         static_cast<double>(problem.element_bytes());
    if (bytes > static_cast<double>(arguments.max_packed_bytes)) {
        refusal = text("would pack the weights into ", static_cast<std::int64_t>(bytes),
                       " bytes; max_packed_bytes is ", arguments.max_packed_bytes);
        return nullptr;
    }
    return std::make_unique<WinogradPlan>(arguments, std::move(*split));
}

}  // namespace

const Strategy kWinograd = {only<Algo::winograd>,   Algorithm::winograd, false,
                            fewest_winograd_cycles, worth_estimating,    plan_winograd};

}  // namespace convt::detail
