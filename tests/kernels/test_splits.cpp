/// Every split that a tuning can state gives the oracle's outputs, or is refused with a reason.

#include <cstdint>
#include <string>
#include <vector>

#include "convt/plan.hpp"
#include "kernels/kernel_test.hpp"
#include "reference/oracle.hpp"
#include "support/compare.hpp"
#include "support/kernel_kinds.hpp"
#include "support/kinds.hpp"
#include "support/problem.hpp"
#include "support/random_problem.hpp"

namespace convt::kernels {
namespace {

/// As many on every machine, however fast it is.
constexpr std::uint64_t kProblems = 160;

ConvTransposeDesc problem_of(std::uint64_t seed, support::Random& random) {
    const std::vector<DType> types = support::element_types();
    return support::with_type(support::random_problem(random),
                              types[static_cast<std::size_t>(seed % types.size())]);
}

bool runs_right(const Plan& plan, const ConvTransposeDesc& desc, support::Operands& operands,
                const reference::Outputs& expected, const support::RunOptions& options) {
    support::poison(operands.outputs.values());
    const Status status = support::run_plan(plan, operands, options);
    EXPECT_TRUE(status.ok()) << status.message();
    const auto matches = support::matches(desc, operands.outputs.values(), expected, plan.algorithm());
    EXPECT_TRUE(matches) << plan.explain();
    return status.ok() && matches;
}

TEST(Splits, AnySplitGivesTheSameOutputs) {
    int ran = 0;
    for (std::uint64_t seed = 1; seed <= kProblems && !HasFailure(); ++seed) {
        support::Random random(seed);
        const ConvTransposeDesc desc = problem_of(seed, random);
        const support::RunOptions options = {.threads = static_cast<int>(random.integer(1, 3))};
        support::Operands operands(desc, random);
        const auto expected = support::exact_outputs(desc, operands);
        for (const detail::KernelInfo* kernel : runnable_kernels()) {
            if (kernel->rank != desc.rank || kernel->dtype != desc.dtype) continue;
            PlanOptions plan_options{.kernel_name = kernel->name};
            plan_options.tuning = support::random_tuning(desc.rank, random);
            const auto plan = Plan::create(desc, plan_options);
            if (plan.ok()) {
                ran += static_cast<int>(runs_right(*plan, desc, operands, expected, options));
            } else {
                EXPECT_EQ(plan.status().code(), StatusCode::unsupported) << plan.status().message();
            }
        }
    }
    EXPECT_GT(ran, detail::kSanitized ? 150 : 500);
    RecordProperty("ran", ran);
}

/// The lines of explain() that say what tasks do and take.
std::string split_in(const std::string& explained) {
    const std::size_t begin = explained.find("\n", explained.find("  estimate: "));
    return explained.substr(begin, explained.find("  considered:") - begin);
}

TEST(Splits, AResolvedSplitCanBeStatedAgain) {
    for (std::uint64_t seed = 1; seed <= kProblems && !HasFailure(); ++seed) {
        support::Random random(seed);
        const ConvTransposeDesc desc = problem_of(seed, random);
        const auto names = Plan::kernels(desc);
        ASSERT_TRUE(names.ok()) << names.status().message();
        for (const std::string& name : *names) {
            const auto plan = Plan::create(desc, {.kernel_name = name});
            ASSERT_TRUE(plan.ok()) << plan.status().message();
            PlanOptions again{.kernel_name = name};
            again.tuning = plan->tuning();
            const auto same = Plan::create(desc, again);
            ASSERT_TRUE(same.ok()) << same.status().message() << "\n" << plan->explain();
            EXPECT_EQ(same->tuning().block, plan->tuning().block) << plan->explain();
            // Winograd's groups of phases have blocks of their own; one that is stated is for all.
            if (plan->algorithm() == Algorithm::winograd) continue;
            EXPECT_EQ(split_in(same->explain()), split_in(plan->explain()));
        }
    }
}

}  // namespace
}  // namespace convt::kernels
