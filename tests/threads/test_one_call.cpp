/// keras.ops.conv_transpose in one call, from many threads at once.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <thread>
#include <vector>

#include "convt/convt.hpp"

namespace convt::threads {
namespace {

std::size_t threads_of_process() {
    const std::filesystem::directory_iterator tasks("/proc/self/task");
    return static_cast<std::size_t>(std::distance(begin(tasks), end(tasks)));
}

/// Large enough that all threads of a context have a part in it.
struct Call {
    std::vector<float> inputs = std::vector<float>(24 * 24 * 32, 0.5F);
    std::vector<float> kernel = std::vector<float>(4 * 4 * 32 * 32, 0.25F);

    [[nodiscard]] Result<Tensor> operator()() const {
        return conv_transpose({inputs.data(), {1, 24, 24, 32}}, {kernel.data(), {4, 4, 32, 32}}, 2,
                              Padding::same);
    }
};

TEST(OneCall, ConcurrentCallsAreRightAndStartFewThreads) {
    const Call call;
    const std::size_t before = threads_of_process();
    const auto expected = call();
    ASSERT_TRUE(expected.ok()) << expected.status().message();
    constexpr int kCallers = 8;
    std::atomic<int> right{0}, running{0};
    std::atomic<std::size_t> most{0};
    std::vector<std::thread> callers;
    for (int caller = 0; caller < kCallers; ++caller) {
        callers.emplace_back([&] {
            ++running;
            while (running < kCallers) std::this_thread::yield();
            for (int repeat = 0; repeat < 4; ++repeat) {
                const auto outputs = call();
                if (outputs.ok() && outputs->data == expected->data) ++right;
                most = std::max(most.load(), threads_of_process());
            }
        });
    }
    for (std::thread& caller : callers) caller.join();
    EXPECT_EQ(right, kCallers * 4);
    // The callers, and one set of workers for the CPUs.
    EXPECT_LE(most, before + static_cast<std::size_t>(kCallers + available_cpus() - 1));
}

TEST(OneCall, ThreadsThatEndLeaveNothingBehind) {
    const Call call;
    ASSERT_TRUE(call().ok());
    const std::size_t before = threads_of_process();
    for (int i = 0; i < 20; ++i) {
        std::thread caller([&] { EXPECT_TRUE(call().ok()); });
        caller.join();
    }
    EXPECT_LE(threads_of_process(), before + 1);
}

}  // namespace
}  // namespace convt::threads
