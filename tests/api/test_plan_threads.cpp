/// PlanOptions::threads: what a plan splits its work for.

#include <gtest/gtest.h>

#include <cstdint>
#include <vector>

#include "convt/plan.hpp"
#include "support/problem.hpp"
#include "support/run.hpp"

namespace convt {
namespace {

/// Few positions and many channels: only channels can be split.
ConvTransposeDesc small_image() {
    ConvTransposeDesc desc;
    desc.in_channels = 256;
    desc.out_channels = 256;
    desc.in_spatial = {4, 4, 1};
    desc.kernel_size = {4, 4, 1};
    desc.strides = {2, 2, 1};
    desc.crop_left = {1, 1, 0};
    return support::with_outputs(desc, {1, 1, 0});
}

std::int64_t channel_parts(Algorithm algorithm, int threads) {
    const auto plan = Plan::create(small_image(), {.algorithm = algorithm, .threads = threads});
    EXPECT_TRUE(plan.ok()) << plan.status().message();
    return plan.ok() ? plan->tuning().channel_parts : 0;
}

TEST(PlanThreads, OneThreadSplitsNothingThatOthersWouldShare) {
    EXPECT_EQ(channel_parts(Algorithm::direct, 1), 1);
    EXPECT_GE(channel_parts(Algorithm::direct, 4), 4);
    EXPECT_EQ(channel_parts(Algorithm::winograd, 1), 1);
    EXPECT_GE(channel_parts(Algorithm::winograd, 4), 4);
}

TEST(PlanThreads, APlanRunsWithAnyNumberOfThreads) {
    support::Random random(3);
    for (const int planned : {1, 2, 7, kMaxThreads}) {
        const auto plan = Plan::create(small_image(), {.threads = planned});
        ASSERT_TRUE(plan.ok()) << plan.status().message();
        for (const int threads : {1, 3}) {
            EXPECT_TRUE(support::runs_like_oracle(*plan, small_image(), random, {.threads = threads}))
                << "planned for " << planned << ", run with " << threads;
        }
    }
}

TEST(PlanThreads, OutsideTheRangeIsRefused) {
    for (const int threads : {-1, kMaxThreads + 1}) {
        const auto plan = Plan::create(small_image(), {.threads = threads});
        EXPECT_EQ(plan.status().code(), StatusCode::invalid_argument);
        EXPECT_NE(plan.status().message().find("options.threads is"), std::string::npos)
            << plan.status().message();
    }
}

TEST(PlanThreads, TinyWorkStaysOnTheCallingThread) {
    ConvTransposeDesc desc;
    desc.in_channels = 8;
    desc.out_channels = 8;
    desc.in_spatial = {4, 4, 1};
    EXPECT_EQ(Plan::create(support::with_outputs(desc), {.threads = 2})->tuning().one_thread, true);
    EXPECT_EQ(Plan::create(small_image(), {.threads = 2})->tuning().one_thread, false);
}

}  // namespace
}  // namespace convt
