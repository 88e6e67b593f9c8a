// Results do not depend on the number of threads, bit for bit.
#include <gtest/gtest.h>

#include "planning/registry.hpp"
#include "support/compare.hpp"
#include "support/kinds.hpp"
#include "support/problem.hpp"
#include "support/random.hpp"
#include "threads/problems.hpp"

namespace convt::threads {
namespace {

void expect_equal_for_all_counts(const Plan& plan) {
    support::Random random;
    support::Operands operands(plan.desc(), random);
    const support::ElementVector one = outputs_of(plan, operands, {.threads = 1});
    for (int threads : {2, 3, 8}) {
        EXPECT_TRUE(same_bits(one, outputs_of(plan, operands, {.threads = threads})))
            << plan.kernel_name() << " with " << threads << " threads; " << support::to_string(plan.desc());
    }
}

TEST(ThreadEquality, ChosenKernels) {
    for (DType dtype : support::element_types()) {
        for (const ConvTransposeDesc& desc : problems(dtype)) {
            auto plan = Plan::create(desc);
            ASSERT_TRUE(plan.ok()) << plan.status().message();
            expect_equal_for_all_counts(*plan);
        }
    }
}

TEST(ThreadEquality, EveryKernel) {
    for (const detail::KernelInfo& kernel : detail::kernel_table()) {
        int served = 0;
        for (const ConvTransposeDesc& desc : problems(kernel.dtype)) {
            auto plan = Plan::create(desc, {.max_isa = {}, .kernel_name = kernel.name});
            if (!plan.ok()) continue;
            expect_equal_for_all_counts(*plan);
            ++served;
            // Tasks of doubles are shared as those of floats are: one problem for each kernel.
            if (kernel.dtype != DType::float32) break;
        }
        const bool runs_here = kernel.isa <= detect_isa();
        EXPECT_EQ(served > 0, runs_here) << kernel.name;
    }
}

TEST(ThreadEquality, SharedRunMatchesOracle) {
    for (DType dtype : support::element_types()) {
        for (const ConvTransposeDesc& desc : problems(dtype)) {
            support::Random random;
            EXPECT_TRUE(support::computes_like_oracle(desc, random, {.threads = 3}));
        }
    }
}

}  // namespace
}  // namespace convt::threads
