/// Selection estimates no kernel that cannot be the best (Strategy::fewest_cycles); it must choose as if it
/// had estimated all.

#include <algorithm>
#include <string>

#include "kernels/kernel_test.hpp"
#include "planning/select.hpp"
#include "strategies/strategy.hpp"
#include "support/problem.hpp"
#include "support/random_problem.hpp"

namespace convt::kernels {
namespace {

constexpr int kProblems = 400;

/// Random problems, every other one with the channels of wide layers.
ConvTransposeDesc problem(support::Random& random, int index) {
    ConvTransposeDesc desc = support::random_problem(random);
    if (index % 2 == 0) return desc;
    desc.groups = 1;
    desc.in_channels = 16 * random.integer(1, 24);
    desc.out_channels = 16 * random.integer(1, 24);
    desc.input_strides = desc.output_strides = {};
    return desc;
}

/// Kernels that selection leaves out by rules of its own (select.cpp).
bool may_be_outclassed(const detail::KernelInfo& kernel) {
    return kernel.isa == Isa::base ||
           (kernel.algo == detail::Algo::winograd && kernel.channel_block == detail::lanes_of(kernel));
}

/// The lowest estimate of kernels that selection has to consider; checks that no kernel's is below what it
/// may be.
double lowest_estimate(const ConvTransposeDesc& desc, const PlanOptions& options, Isa highest) {
    const detail::PlannedProblem problem = detail::planned_problem(desc, options);
    const auto macs = static_cast<double>(useful_macs(desc));
    double lowest = -1;
    std::string refusal;
    for (const detail::KernelInfo& kernel : detail::kernel_table()) {
        if (detail::is_reference(kernel)) continue;
        const auto candidate = detail::consider(kernel, desc, options, problem, highest, refusal);
        if (!candidate) continue;
        EXPECT_LE(detail::strategy_of(kernel).fewest_cycles(problem.stated, kernel, macs), candidate->cycles)
            << kernel.name << ", " << support::to_string(desc);
        if (may_be_outclassed(kernel)) continue;
        lowest = lowest < 0 ? candidate->cycles : std::min(lowest, candidate->cycles);
    }
    return lowest;
}

TEST(Selection, ChoosesAsIfEveryKernelHadBeenEstimated) {
    support::Random random(11);
    for (int i = 0; i < kProblems; ++i) {
        const ConvTransposeDesc desc = problem(random, i);
        if (!validate(desc).ok()) continue;
        for (const int threads : {1, 2}) {
            const PlanOptions options{.threads = threads};
            const auto highest = detail::highest_isa(options);
            ASSERT_TRUE(highest.ok());
            const double lowest = lowest_estimate(desc, options, *highest);
            const auto chosen = detail::select_kernel(desc, options, detail::kernel_table(), *highest);
            ASSERT_TRUE(chosen.ok()) << chosen.status().message();
            if (lowest < 0) continue;
            EXPECT_LE(chosen->cycles, lowest)
                << chosen->plan->kernel().name << ", " << support::to_string(desc);
        }
    }
}

}  // namespace
}  // namespace convt::kernels
