// The caller's own thread pool.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <string>
#include <thread>

#include "support/random.hpp"
#include "threads/problems.hpp"

namespace convt::threads {
namespace {

/// Counts what it is asked for and hands it to a thread per task, in reverse order.
struct CountingPool {
    std::atomic<int> calls{0};
    std::atomic<int> tasks{0};
    std::atomic<int> largest{0};
    bool threaded = true;

    static void run(void* pool, void (*task)(void*, int), void* task_data, int count) {
        auto& self = *static_cast<CountingPool*>(pool);
        ++self.calls;
        self.tasks += count;
        self.largest = std::max(self.largest.load(), count);
        std::vector<std::thread> threads;
        for (int i = count - 1; i >= 0; --i) {
            if (self.threaded) {
                threads.emplace_back(task, task_data, i);
            } else {
                task(task_data, i);
            }
        }
        for (std::thread& thread : threads) thread.join();
    }
};

int threads_of_process() {
    std::ifstream status("/proc/self/status");
    for (std::string key; status >> key;) {
        int value = 0;
        if (key == "Threads:" && status >> value) return value;
    }
    return 0;
}

class RunnerTest : public testing::TestWithParam<bool> {};

TEST_P(RunnerTest, DoesTheWork) {
    auto plan = Plan::create(big_problem(), {.threads = 4});
    ASSERT_TRUE(plan.ok());
    support::Random random(3);
    support::Operands operands(plan->desc(), random);
    const support::ElementVector expected = outputs_of(*plan, operands, {.threads = 1});
    for (int threads : {2, 3, 8}) {
        CountingPool pool;
        pool.threaded = GetParam();
        const support::ElementVector got = outputs_of(
            *plan, operands, {.threads = threads, .parallel_for = CountingPool::run, .pool = &pool});
        EXPECT_TRUE(same_bits(expected, got)) << threads;
        EXPECT_GE(pool.calls, 1) << threads;
        EXPECT_GE(pool.tasks, 2) << threads;
        EXPECT_LE(pool.largest, threads);
    }
}

INSTANTIATE_TEST_SUITE_P(ThreadedAndSerial, RunnerTest, testing::Bool());

TEST(Runner, ContextWithRunnerStartsNoThreads) {
    CountingPool pool;
    const int before = threads_of_process();
    auto hooked = Context::create({.threads = 4, .parallel_for = CountingPool::run, .pool = &pool});
    ASSERT_TRUE(hooked.ok());
    EXPECT_EQ(threads_of_process(), before);
    EXPECT_EQ(hooked->threads(), 4);
    auto own = Context::create({.threads = 4});
    ASSERT_TRUE(own.ok());
    EXPECT_EQ(threads_of_process(), before + 3);
}

TEST(Runner, OneThreadNeedsNoRunner) {
    auto plan = Plan::create(big_problem(), {.threads = 4});
    ASSERT_TRUE(plan.ok());
    support::Random random(4);
    support::Operands operands(plan->desc(), random);
    CountingPool pool;
    (void)outputs_of(*plan, operands, {.threads = 1, .parallel_for = CountingPool::run, .pool = &pool});
    EXPECT_EQ(pool.calls, 0);
}

}  // namespace
}  // namespace convt::threads
