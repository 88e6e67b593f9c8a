/// What a tuning states: done as stated, or refused with the value and the rule.

#include <gtest/gtest.h>

#include <string>

#include "convt/plan.hpp"
#include "support/problem.hpp"

namespace convt {
namespace {

ConvTransposeDesc wide_problem() {
    ConvTransposeDesc desc;
    desc.in_channels = 8;
    desc.out_channels = 128;
    desc.in_spatial = {6, 10, 1};
    desc.kernel_size = {3, 3, 1};
    desc.strides = {2, 2, 1};
    return support::with_outputs(desc);
}

/// The kernel of lowest estimate that sums directly, with this split.
Result<Plan> plan_with(const Tuning& tuning, DataFormat format = DataFormat::channels_last) {
    ConvTransposeDesc desc = wide_problem();
    desc.data_format = format;
    PlanOptions options;
    options.algorithm = Algorithm::direct;
    options.kernel_name = Plan::kernels(desc, options)->front();
    options.tuning = tuning;
    return Plan::create(desc, options);
}

void expect_refused(const Tuning& tuning, StatusCode code, const std::string& part) {
    const auto plan = plan_with(tuning);
    EXPECT_EQ(plan.status().code(), code) << plan.status().message();
    EXPECT_NE(plan.status().message().find(part), std::string::npos) << plan.status().message();
}

TEST(Tuning, IsDoneAsStated) {
    const auto plan = plan_with({.block = {2, 4, 0}, .channel_parts = 2, .one_thread = true});
    ASSERT_TRUE(plan.ok()) << plan.status().message();
    EXPECT_EQ(plan->tuning().block, (std::array<std::int64_t, 3>{2, 4, 0}));
    EXPECT_EQ(plan->tuning().channel_parts, 2);
    EXPECT_EQ(plan->tuning().one_thread, true);
    EXPECT_NE(plan->explain().find("blocks of 1x2x4"), std::string::npos) << plan->explain();
}

TEST(Tuning, ChannelsTurnedAtOnce) {
    const auto plan = plan_with({.turned_channels = 128}, DataFormat::channels_first);
    ASSERT_TRUE(plan.ok()) << plan.status().message();
    EXPECT_EQ(plan->tuning().turned_channels, 128);
    const auto odd = plan_with({.turned_channels = 7}, DataFormat::channels_first);
    EXPECT_EQ(odd.status().code(), StatusCode::unsupported);
}

/// Many channels: blocks of channels_first fit the workspace only with fewer rows kept.
TEST(Tuning, EveryKernelTakesItsOwnBack) {
    ConvTransposeDesc desc = wide_problem();
    desc.data_format = DataFormat::channels_first;
    desc.in_channels = 2048;
    desc.out_channels = 512;
    PlanOptions options;
    options.threads = 1;
    int plans = 0;
    const auto kernels = Plan::kernels(desc, options);
    ASSERT_TRUE(kernels.ok());
    for (const std::string& kernel : *kernels) {
        PlanOptions own = options;
        own.kernel_name = kernel;
        const auto plan = Plan::create(desc, own);
        if (!plan.ok()) continue;
        own.tuning = plan->tuning();
        const auto again = Plan::create(desc, own);
        EXPECT_TRUE(again.ok()) << again.status().message();
        ++plans;
    }
    EXPECT_GT(plans, 0);
}

TEST(Tuning, BadValuesAreInvalid) {
    expect_refused({.block = {-1, 5, 0}}, StatusCode::invalid_argument, "tuning.block[0] is -1");
    expect_refused({.block = {2, 0, 0}}, StatusCode::invalid_argument, "tuning.block[1] is 0");
    expect_refused({.channel_parts = -2}, StatusCode::invalid_argument, "tuning.channel_parts is -2");
    expect_refused({.turned_channels = -3}, StatusCode::invalid_argument, "tuning.turned_channels is -3");
    expect_refused({.units_together = -4}, StatusCode::invalid_argument, "tuning.units_together is -4");
}

TEST(Tuning, WhatAKernelCannotDoIsUnsupported) {
    expect_refused({.block = {100, 5, 0}}, StatusCode::unsupported, "tuning.block[0] is 100");
    expect_refused({.channel_parts = 1000}, StatusCode::unsupported, "tuning.channel_parts is 1000");
    expect_refused({.turned_channels = 16}, StatusCode::unsupported, "turned_channels has no use");
    expect_refused({.units_together = 2}, StatusCode::unsupported, "units_together");
}

TEST(Tuning, ASplitNeedsAKernel) {
    PlanOptions options;
    options.tuning.channel_parts = 2;
    const auto plan = Plan::create(wide_problem(), options);
    EXPECT_EQ(plan.status().code(), StatusCode::invalid_argument);
    EXPECT_NE(plan.status().message().find("kernel_name"), std::string::npos) << plan.status().message();
}

TEST(Kernels, TheChosenKernelComesFirst) {
    const auto names = Plan::kernels(wide_problem());
    const auto plan = Plan::create(wide_problem());
    ASSERT_TRUE(names.ok() && plan.ok());
    ASSERT_GE(names->size(), 2U);
    EXPECT_EQ(names->front(), plan->kernel_name());
    EXPECT_GT(plan->estimated_cycles(), 0);
    EXPECT_EQ(std::string(plan->schedule_id()).size(), 8U);
}

}  // namespace
}  // namespace convt
