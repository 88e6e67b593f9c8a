// Plan::run allocates nothing and takes no lock, on no thread.
#include <gtest/gtest.h>

#include <mutex>
#include <new>

#include "support/kinds.hpp"
#include "support/problem.hpp"
#include "support/random.hpp"
#include "threads/counted_calls.hpp"
#include "threads/problems.hpp"

namespace convt::threads {
namespace {

void expect_no_calls(const ConvTransposeDesc& desc, int threads) {
    auto plan = Plan::create(desc, {.threads = 4});
    ASSERT_TRUE(plan.ok()) << plan.status().message();
    support::Random random(11);
    support::Operands operands(desc, random);
    auto packed = plan->pack(operands.kernel.data());
    auto context = Context::create({.threads = threads});
    ASSERT_TRUE(packed.ok() && context.ok());
    StatusCode code = StatusCode::internal;
    {
        // The very first run in this context: a first use may not allocate either.
        const CountedCalls counted;
        code = plan->run(operands.inputs.data(), *packed, operands.bias.data(), operands.outputs.data(),
                         *context)
                   .code();
    }
    EXPECT_EQ(code, StatusCode::ok);
    EXPECT_EQ(CountedCalls::allocations(), 0) << threads << " threads; " << support::to_string(desc);
    EXPECT_EQ(CountedCalls::locks(), 0) << threads << " threads; " << support::to_string(desc);
}

/// The counters must see what they are to rule out.
TEST(CountedCalls, SeeAllocationsAndLocks) {
    std::mutex mutex;
    {
        const CountedCalls counted;
        // Volatile, as compilers may drop an allocation that nobody can see.
        void* volatile memory = ::operator new(100);
        const std::lock_guard<std::mutex> lock(mutex);
        ::operator delete(memory);
    }
    EXPECT_EQ(CountedCalls::allocations(), 1);
    EXPECT_EQ(CountedCalls::locks(), 1);
}

TEST(Run, AllocatesNothingAndTakesNoLock) {
    for (DType dtype : support::element_types()) {
        for (const ConvTransposeDesc& desc : problems(dtype)) {
            for (int threads : {1, 2, 3}) expect_no_calls(desc, threads);
        }
    }
}

}  // namespace
}  // namespace convt::threads
