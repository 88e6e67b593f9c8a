// After fork() the child has none of its parent's threads, but its contexts must work.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <functional>
#include <optional>
#include <thread>

#include "machine/context_state.hpp"
#include "support/random.hpp"
#include "threads/problems.hpp"

namespace convt::threads {
namespace {

#if defined(__SANITIZE_THREAD__)
constexpr bool kCanThreadAfterFork = false;
#else
constexpr bool kCanThreadAfterFork = true;
#endif

/// Whether `body`, run in a forked child, returns true there. A child that hangs is killed by its alarm.
testing::AssertionResult child_returns_true(const std::function<bool()>& body) {
    const pid_t child = fork();
    if (child == 0) {
        alarm(60);
        _exit(body() ? 0 : 1);
    }
    int status = 0;
    if (waitpid(child, &status, 0) != child) return testing::AssertionFailure() << "waitpid failed";
    if (WIFSIGNALED(status)) return testing::AssertionFailure() << "signal " << WTERMSIG(status);
    if (WEXITSTATUS(status) != 0) return testing::AssertionFailure() << "exit " << WEXITSTATUS(status);
    return testing::AssertionSuccess();
}

class Fork : public testing::Test {
protected:
    void SetUp() override {
        if (!kCanThreadAfterFork) GTEST_SKIP() << "ThreadSanitizer cannot start threads after a fork";
        ASSERT_TRUE(plan_.ok() && context_.ok());
        packed_.emplace(plan_->pack(operands_.kernel.data()));
        ASSERT_TRUE(packed_->ok());
        expected_ = outputs_of(*plan_, operands_, {.threads = 1});
    }

    bool run_is_right(Context& context) {
        support::ElementVector outputs(expected_.dtype(), expected_.size());
        const Status status =
            plan_->run(operands_.inputs.data(), **packed_, operands_.bias.data(), outputs.data(), context);
        return status.ok() && same_bits(expected_, outputs);
    }

    Result<Plan> plan_ = Plan::create(big_problem(), {.threads = 4});
    Result<Context> context_ = Context::create({.threads = 3});
    support::Random random_{5};
    support::Operands operands_{big_problem(), random_};
    std::optional<Result<PackedKernel>> packed_;
    support::ElementVector expected_{DType::float32, 0};
};

TEST_F(Fork, ChildRunsInContextNeverUsed) {
    EXPECT_TRUE(child_returns_true([&] { return run_is_right(*context_); }));
    EXPECT_TRUE(run_is_right(*context_));
}

TEST_F(Fork, ChildRunsInContextOfWarmParent) {
    for (int i = 0; i < 10; ++i) ASSERT_TRUE(run_is_right(*context_));
    EXPECT_TRUE(child_returns_true([&] {
        for (int i = 0; i < 10; ++i) {
            if (!run_is_right(*context_)) return false;
        }
        return true;
    }));
    EXPECT_TRUE(run_is_right(*context_));
}

TEST_F(Fork, GrandchildRuns) {
    ASSERT_TRUE(run_is_right(*context_));
    EXPECT_TRUE(child_returns_true([&] {
        return run_is_right(*context_) &&
               child_returns_true([&] { return run_is_right(*context_) && run_is_right(*context_); });
    }));
}

TEST_F(Fork, ChildMakesAndEndsContexts) {
    ASSERT_TRUE(run_is_right(*context_));
    EXPECT_TRUE(child_returns_true([&] {
        auto own = Context::create({.threads = 2});
        const bool right = own.ok() && run_is_right(*own);
        context_ = Status(StatusCode::internal, "the inherited context is destroyed unused");
        return right;
    }));
}

TEST_F(Fork, RestartedWorkersReallyWork) {
    EXPECT_TRUE(child_returns_true([&] {
        // Each of the two tasks waits for the other one to begin, so one thread alone could not end them.
        std::atomic<int> begun{0};
        context_->state().parallel_for(
            2, 3,
            [](void* data, int, int) {
                auto& count = *static_cast<std::atomic<int>*>(data);
                ++count;
                while (count < 2) std::this_thread::yield();
            },
            &begun);
        return begun == 2;
    }));
}

/// Claimed by a thread that does not exist in the child: the child must not wait for it for ever.
TEST_F(Fork, ContextBusyInParentIsFreeInChild) {
    ASSERT_TRUE(context_->state().try_acquire());
    EXPECT_TRUE(child_returns_true([&] { return run_is_right(*context_); }));
    EXPECT_FALSE(run_is_right(*context_));
    context_->state().release();
    EXPECT_TRUE(run_is_right(*context_));
}

}  // namespace
}  // namespace convt::threads
