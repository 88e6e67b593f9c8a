/// keras.ops.conv_transpose in one call, from many threads at once.
#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <deque>
#include <filesystem>
#include <optional>
#include <thread>
#include <vector>

#include "convt/convt.hpp"
#include "support/compare.hpp"
#include "support/run.hpp"

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

/// Arguments of keras.ops.conv_transpose.
struct KerasArguments {
    std::vector<std::int64_t> inputs, kernel;
    std::int64_t strides;
    DataFormat format;
};

/// Problems of other ranks, layouts, sizes and strides, which do not share plans.
std::vector<KerasArguments> unlike_problems() {
    std::vector<KerasArguments> all;
    for (int rank = 1; rank <= kMaxRank; ++rank) {
        for (const std::int64_t strides : {1, 2, 3}) {
            const std::int64_t in_channels = 10 + 7 * strides;
            KerasArguments last{{1}, {}, strides, DataFormat::channels_last};
            KerasArguments first{{1, in_channels}, {}, strides, DataFormat::channels_first};
            for (int d = 0; d < rank; ++d) {
                last.inputs.push_back(5 + strides + d);
                first.inputs.push_back(5 + strides + d);
                last.kernel.push_back(4 - d);
            }
            last.inputs.push_back(in_channels);
            last.kernel.push_back(30 + rank);
            last.kernel.push_back(in_channels);
            first.kernel = last.kernel;
            all.push_back(last);
            all.push_back(first);
        }
    }
    return all;
}

/// A problem with operands of its own and what is exact for them.
struct OwnCall {
    OwnCall(const KerasArguments& call, support::Random& random)
        : arguments(call),
          desc(keras_desc(call.inputs, call.kernel, call.strides, Padding::valid, std::nullopt, call.format)
                   .value()),
          operands(desc, random),
          expected(support::exact_outputs(desc, operands, false)) {}
    /// Whether one call gives what is exact.
    [[nodiscard]] bool is_right() {
        const auto outputs =
            conv_transpose({operands.inputs.values().as<float>().data(), arguments.inputs},
                           {operands.kernel.values().as<float>().data(), arguments.kernel}, arguments.strides,
                           Padding::valid, std::nullopt, arguments.format);
        return outputs.ok() && support::matches(desc, outputs->data, expected, Algorithm::winograd);
    }

    KerasArguments arguments;
    ConvTransposeDesc desc;
    support::Operands operands;
    reference::Outputs expected;
};

/// Each caller goes through all problems, beginning with another one: at any time several are computed, some
/// on all CPUs and some on their caller's thread alone.
TEST(OneCall, ConcurrentCallsOfUnlikeProblemsAreRight) {
    support::Random random;
    std::deque<OwnCall> calls;
    for (const KerasArguments& arguments : unlike_problems()) calls.emplace_back(arguments, random);
    constexpr std::size_t kCallers = 6;
    std::atomic<std::size_t> right{0}, running{0};
    std::vector<std::thread> callers;
    for (std::size_t caller = 0; caller < kCallers; ++caller) {
        callers.emplace_back([&, caller] {
            ++running;
            while (running < kCallers) std::this_thread::yield();
            for (std::size_t i = 0; i < 2 * calls.size(); ++i) {
                if (calls[(i + 3 * caller) % calls.size()].is_right()) ++right;
            }
        });
    }
    for (std::thread& caller : callers) caller.join();
    EXPECT_EQ(right, kCallers * 2 * calls.size());
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
