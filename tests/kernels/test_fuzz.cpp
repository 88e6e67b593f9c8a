/// Random problems for a while, each with every kernel that can serve it, against the oracle. One second
/// unless CONVT_FUZZ_SECONDS says otherwise. Every run draws new seeds; CONVT_FUZZ_SEED set to the seed that
/// a failure prints brings that problem back as the first.

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <random>
#include <string>

#include "convt/plan.hpp"
#include "kernels/kernel_test.hpp"
#include "reference/oracle.hpp"
#include "support/compare.hpp"
#include "support/kinds.hpp"
#include "support/problem.hpp"
#include "support/random_problem.hpp"

namespace convt::kernels {
namespace {

using Clock = std::chrono::steady_clock;

std::uint64_t first_seed() {
    if (const char* given = std::getenv("CONVT_FUZZ_SEED")) return std::stoull(given);
    return std::random_device{}();
}

Clock::time_point deadline() {
    const char* seconds = std::getenv("CONVT_FUZZ_SECONDS");
    const std::chrono::duration<double> span(seconds == nullptr ? 1.0 : std::stod(seconds));
    return Clock::now() + std::chrono::duration_cast<Clock::duration>(span);
}

/// A plan of one kernel: as it splits by itself, or half of the time small blocks, where it can do them.
Result<Plan> plan_of(const ConvTransposeDesc& desc, const detail::KernelInfo& kernel,
                     support::Random& random) {
    PlanOptions options{.kernel_name = kernel.name};
    const Tuning small = support::random_tuning(desc.rank, random);
    if (random.chance(0.5)) {
        options.tuning = small;
        auto plan = Plan::create(desc, options);
        if (plan.ok()) return plan;
        EXPECT_EQ(plan.status().code(), StatusCode::unsupported) << plan.status().message();
        options.tuning = {};
    }
    return Plan::create(desc, options);
}

/// Runs one problem on every kernel that accepts it.
/// @return how many did
int try_every_kernel(const ConvTransposeDesc& desc, support::Random& random) {
    const support::Guard guard = random.chance(0.5) ? support::Guard::after : support::Guard::before;
    const support::RunOptions options = {
        .guard = guard, .with_bias = random.chance(0.5), .threads = static_cast<int>(random.integer(1, 3))};
    support::Operands operands(desc, random, guard);
    const auto expected = support::exact_outputs(desc, operands, options.with_bias);
    int ran = 0;
    for (const detail::KernelInfo* kernel : runnable_kernels()) {
        const auto plan = plan_of(desc, *kernel, random);
        if (!plan.ok()) {
            EXPECT_EQ(plan.status().code(), StatusCode::unsupported) << plan.status().message();
            continue;
        }
        support::poison(operands.outputs.values());
        const Status status = support::run_plan(*plan, operands, options);
        EXPECT_TRUE(status.ok()) << status.message();
        EXPECT_TRUE(support::matches(desc, operands.outputs.values(), expected, plan->algorithm()))
            << plan->explain();
        ++ran;
    }
    return ran;
}

TEST(Fuzz, RandomProblemsOnEveryKernel) {
    std::uint64_t seed = first_seed();
    const std::vector<DType> types = support::element_types();
    const Clock::time_point end = deadline();
    int problems = 0;
    int runs = 0;
    do {
        support::Random random(seed++);
        const DType dtype = types[static_cast<std::size_t>(seed % types.size())];
        const ConvTransposeDesc desc = support::with_type(support::random_problem(random), dtype);
        const auto chosen = Plan::create(desc);
        ASSERT_TRUE(chosen.ok()) << chosen.status().message() << "; " << support::to_string(desc);
        const int ran = try_every_kernel(desc, random);
        EXPECT_GE(ran, 2) << "only the reference serves " << support::to_string(desc);
        runs += ran;
        ++problems;
    } while (Clock::now() < end && !HasFailure());
    RecordProperty("problems", problems);
    RecordProperty("runs", runs);
}

}  // namespace
}  // namespace convt::kernels
