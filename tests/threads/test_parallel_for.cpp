// The loop that everything parallel is built on.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <thread>
#include <vector>

#include "machine/context_state.hpp"

namespace convt::threads {
namespace {

constexpr int kMostWorkers = 8;

struct Record {
    explicit Record(int count) : runs(static_cast<std::size_t>(count)) {}
    std::vector<std::atomic<int>> runs;
    std::array<std::atomic<int>, kMostWorkers> active{};
    std::atomic<bool> shared_worker{false};
    std::atomic<int> highest_worker{-1};

    static void body(void* data, int index, int worker) {
        auto& self = *static_cast<Record*>(data);
        std::atomic<int>& active = self.active[static_cast<std::size_t>(worker)];
        if (active.fetch_add(1) != 0) self.shared_worker = true;
        ++self.runs[static_cast<std::size_t>(index)];
        int highest = self.highest_worker;
        while (worker > highest && !self.highest_worker.compare_exchange_weak(highest, worker)) {
        }
        --active;
    }
};

class ParallelForTest : public testing::TestWithParam<int> {};

TEST_P(ParallelForTest, RunsEveryIndexOnceAndSharesNoWorker) {
    auto state = detail::ContextState::create({.threads = GetParam()});
    ASSERT_TRUE(state.ok());
    for (int count : {0, 1, 2, 3, 7, 8, 9, 100, 1000}) {
        for (int most : {1, 2, 5, kMostWorkers}) {
            Record record(count);
            (*state)->parallel_for(count, most, Record::body, &record);
            for (const auto& runs : record.runs) ASSERT_EQ(runs, 1);
            EXPECT_FALSE(record.shared_worker);
            EXPECT_LT(record.highest_worker, std::max(1, std::min({GetParam(), most, count})));
        }
    }
}

/// Tiny jobs one after another: a worker that wakes late meets another job than the one it was woken for.
TEST_P(ParallelForTest, SurvivesManyTinyJobs) {
    auto state = detail::ContextState::create({.threads = GetParam()});
    ASSERT_TRUE(state.ok());
    for (int job = 0; job < 20000; ++job) {
        const int count = 1 + job % 5;
        const int most = 1 + job % 9;
        Record record(count);
        (*state)->parallel_for(count, most, Record::body, &record);
        for (const auto& runs : record.runs) ASSERT_EQ(runs, 1) << job;
        ASSERT_FALSE(record.shared_worker) << job;
        ASSERT_LT(record.highest_worker, std::min({GetParam(), most, count})) << job;
    }
}

INSTANTIATE_TEST_SUITE_P(Threads, ParallelForTest, testing::Values(1, 2, 3, kMostWorkers));

/// No task can end before all have begun: passes only when that many threads take part.
TEST(ParallelFor, UsesAllThreads) {
    constexpr int kThreads = 4;
    auto state = detail::ContextState::create({.threads = kThreads});
    ASSERT_TRUE(state.ok());
    std::atomic<int> begun{0};
    (*state)->parallel_for(
        kThreads, kThreads,
        [](void* data, int, int) {
            auto& count = *static_cast<std::atomic<int>*>(data);
            ++count;
            while (count < kThreads) std::this_thread::yield();
        },
        &begun);
    EXPECT_EQ(begun, kThreads);
}

TEST(ParallelFor, OneWorkerStaysOnTheCallingThread) {
    auto state = detail::ContextState::create({.threads = 4});
    ASSERT_TRUE(state.ok());
    std::vector<std::thread::id> ids(10);
    (*state)->parallel_for(
        10, 1,
        [](void* data, int index, int) {
            static_cast<std::thread::id*>(data)[index] = std::this_thread::get_id();
        },
        ids.data());
    for (std::thread::id id : ids) EXPECT_EQ(id, std::this_thread::get_id());
}

TEST(Workspaces, AreAlignedWritableAndApart) {
    auto state = detail::ContextState::create({.threads = 3});
    ASSERT_TRUE(state.ok());
    for (int worker = 0; worker < 3; ++worker) {
        std::byte* memory = (*state)->workspace(worker);
        EXPECT_EQ(reinterpret_cast<std::uintptr_t>(memory) % 64, 0U);
        std::fill_n(memory, detail::kWorkspaceBytes, static_cast<std::byte>(worker + 1));
    }
    for (int worker = 0; worker < 3; ++worker) {
        const std::byte* memory = (*state)->workspace(worker);
        EXPECT_EQ(memory[0], static_cast<std::byte>(worker + 1));
        EXPECT_EQ(memory[detail::kWorkspaceBytes - 1], static_cast<std::byte>(worker + 1));
    }
}

TEST(ContextOptions, ThreadCountIsChecked) {
    for (int threads : {-1, 1025}) {
        auto context = Context::create({.threads = threads});
        ASSERT_FALSE(context.ok());
        EXPECT_EQ(context.status().code(), StatusCode::invalid_argument);
        EXPECT_NE(context.status().message().find(std::to_string(threads)), std::string::npos);
    }
    auto context = Context::create({.threads = 5});
    ASSERT_TRUE(context.ok());
    EXPECT_EQ(context->threads(), 5);
    EXPECT_EQ(context->workspace_bytes(), 5 * detail::kWorkspaceBytes);
}

}  // namespace
}  // namespace convt::threads
