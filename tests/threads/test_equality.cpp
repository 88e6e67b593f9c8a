// Results do not depend on the number of threads, bit for bit.
#include <gtest/gtest.h>

#include <map>
#include <string>

#include "planning/registry.hpp"
#include "support/compare.hpp"
#include "support/kernel_kinds.hpp"
#include "support/kinds.hpp"
#include "support/problem.hpp"
#include "support/random.hpp"
#include "threads/problems.hpp"

namespace convt::threads {
namespace {

void expect_equal_for_all_counts(const Plan& plan, support::Operands& operands) {
    const support::ElementVector one = outputs_of(plan, operands, {.threads = 1});
    for (int threads : {2, 3, 8}) {
        EXPECT_TRUE(same_bits(one, outputs_of(plan, operands, {.threads = threads})))
            << plan.kernel_name() << " with " << threads << " threads; " << support::to_string(plan.desc());
    }
}

/// Whether sanitizers would take minutes over a problem's outputs.
bool too_slow_here(const ConvTransposeDesc& desc) {
    std::int64_t outputs = desc.batch * desc.out_channels;
    for (int d = 0; d < desc.rank; ++d) outputs *= desc.out_spatial[static_cast<std::size_t>(d)];
    return detail::kSanitized && outputs > 1 << 18;
}

TEST(ThreadEquality, ChosenKernels) {
    for (DType dtype : support::element_types()) {
        for (const ConvTransposeDesc& desc : problems(dtype)) {
            if (too_slow_here(desc)) continue;
            auto plan = Plan::create(desc, {.threads = 4});
            ASSERT_TRUE(plan.ok()) << plan.status().message();
            support::Random random;
            support::Operands operands(desc, random);
            expect_equal_for_all_counts(*plan, operands);
        }
    }
}

/// Whether one problem is enough for a kernel: tasks of doubles are shared as those of floats are, and those
/// of the reference, which is slow, do not depend on the problem.
bool needs_one_problem(const detail::KernelInfo& kernel) {
    // Under sanitizers all are slow.
    return kernel.dtype != DType::float32 || detail::is_reference(kernel) || detail::kSanitized;
}

TEST(ThreadEquality, EveryKernel) {
    std::map<std::string, int> served;
    for (DType dtype : support::element_types()) {
        for (const ConvTransposeDesc& desc : problems(dtype)) {
            support::Random random;
            support::Operands operands(desc, random);
            for (const detail::KernelInfo& kernel : detail::kernel_table()) {
                const bool fits = detail::is_reference(kernel) ||
                                  (kernel.rank == desc.rank && kernel.data_format == desc.data_format);
                if (kernel.dtype != dtype || !fits || !tested_in_this_build(kernel)) continue;
                if (needs_one_problem(kernel) && served[kernel.name] > 0) continue;
                auto plan = Plan::create(desc, {.kernel_name = kernel.name, .threads = 4});
                if (!plan.ok()) continue;
                expect_equal_for_all_counts(*plan, operands);
                ++served[kernel.name];
            }
        }
    }
    for (const detail::KernelInfo& kernel : detail::kernel_table()) {
        const bool tested = kernel.isa <= detect_isa() && tested_in_this_build(kernel);
        EXPECT_EQ(served[kernel.name] > 0, tested) << kernel.name;
    }
}

TEST(ThreadEquality, SharedRunMatchesOracle) {
    for (DType dtype : support::element_types()) {
        for (const ConvTransposeDesc& desc : problems(dtype)) {
            if (too_slow_here(desc)) continue;
            support::Random random;
            EXPECT_TRUE(support::computes_like_oracle(desc, random, {.threads = 3}));
        }
    }
}

}  // namespace
}  // namespace convt::threads
