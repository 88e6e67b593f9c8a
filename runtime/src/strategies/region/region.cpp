#include "strategies/region/region.hpp"

#include <climits>

#include "base/text.hpp"
#include "planning/costs/tier_costs.hpp"
#include "strategies/keras_order.hpp"
#include "strategies/region/cost.hpp"
#include "strategies/region/forms.hpp"
#include "strategies/region/problem_form.hpp"
#include "strategies/region/region_plan.hpp"

namespace convt::detail {
namespace {

/// Why a kernel cannot take a problem in its own form; empty when it can.
std::string shape_refusal(const KernelInfo& kernel, const Problem& problem) {
    const RegionForm& form = form_of(kernel);
    if (form.one_input && !problem.depthwise) {
        return text("needs one channel in and out per group; there are ", problem.in_channels, " and ",
                    problem.out_channels);
    }
    if (form.lanes_are_inputs && problem.in_channels < lanes_of(kernel)) {
        return text("needs at least ", lanes_of(kernel), " input channels; there are ", problem.in_channels);
    }
    if (form.lanes_are_inputs && KerasOrder(problem, kernel).elements() > INT32_MAX) {
        return text("addresses at most ", INT32_MAX, " weights");
    }
    if (form.whole_vectors && problem.any_size) {
        return "needs rows of at least a register, which other sizes may lack";
    }
    const bool one_phase = kernel.tile_outputs == 1 && problem.axis[0].stride == 1;
    if (form.folding == RegionForm::Folding::inner && problem.fold == 1 && !one_phase) {
        return text("needs stride ", kernel.tile_outputs,
                    " along the last axis, with phases that meet the same inputs");
    }
    const Axis& x = problem.axis[0];
    if (form.all_x_phases && !(x.stride == kernel.tile_outputs && phases_alike(x))) {
        return text("needs stride ", kernel.tile_outputs,
                    " along the last axis, with as many taps and outputs in every phase");
    }
    if (problem.out_channels < kernel.channel_block) {
        return text("needs at least ", kernel.channel_block,
                    " output channels, folded phases included; there are ", problem.out_channels);
    }
    return {};
}

std::unique_ptr<StrategyPlan> plan_regions(const PlanArguments& arguments, std::string& refusal) {
    const Problem problem = adapt(arguments.problem, arguments.kernel);
    refusal = shape_refusal(arguments.kernel, problem);
    if (!refusal.empty()) return nullptr;
    const auto blocking = choose_blocking(problem, arguments.kernel, arguments.tuning, refusal);
    if (!blocking) return nullptr;
    return std::make_unique<RegionPlan>(arguments, problem, *blocking);
}

double fewest_cycles(const Problem&, const KernelInfo& kernel, double macs) noexcept {
    return peak_cycles(kernel, macs);
}

bool worth_estimating(const KernelInfo& kernel, const ConvTransposeDesc& desc, Isa highest) noexcept {
    return tier_is_worth(kernel, desc, highest, form_of(kernel).any_channels);
}

}  // namespace

const Strategy kRegion = {has_form, Algorithm::direct, false, fewest_cycles, worth_estimating, plan_regions};

}  // namespace convt::detail
