/// Plans that measure take one of the plans that could serve, remember which, and say so.

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "convt/convt.h"
#include "convt/convt.hpp"
#include "support/kinds.hpp"
#include "support/problem.hpp"
#include "support/run.hpp"

namespace convt {
namespace {

ConvTransposeDesc problem(DataFormat format = DataFormat::channels_last) {
    ConvTransposeDesc desc;
    desc.data_format = format;
    desc.in_channels = desc.out_channels = 32;
    desc.in_spatial = {9, 11};
    desc.kernel_size = {4, 4};
    desc.strides = {2, 2};
    return support::with_outputs(desc, {0, 0, 0});
}

PlanOptions measuring(const MeasuredTable& table, int threads = 1) {
    PlanOptions options;
    options.effort = Effort::measure;
    options.measured = table;
    options.threads = threads;
    return options;
}

bool says(const Plan& plan, const char* words) {
    return plan.explain().find(words) != std::string::npos;
}

class Measured : public testing::Test {
protected:
    MeasuredTable table_ = MeasuredTable::create().value();
    support::Random random_;
};

TEST_F(Measured, RunsLikeTheOracleForEveryTypeAndLayout) {
    for (DType dtype : support::element_types()) {
        for (DataFormat format : {DataFormat::channels_last, DataFormat::channels_first}) {
            for (Weights weights : {Weights::prepared, Weights::argument}) {
                ConvTransposeDesc desc = problem(format);
                desc.dtype = dtype;
                PlanOptions options = measuring(table_, 2);
                options.weights = weights;
                const Result<Plan> plan = Plan::create(desc, options);
                ASSERT_TRUE(plan.ok()) << plan.status().message();
                EXPECT_TRUE(says(*plan, "measured: ") && !says(*plan, "measured: nothing"))
                    << plan->explain();
                EXPECT_TRUE(support::runs_like_oracle(*plan, desc, random_));
            }
        }
    }
}

TEST_F(Measured, SlopesOfChannelsAreMeasuredWith) {
    ConvTransposeDesc desc = problem();
    desc.activation = Activation::prelu;
    const Result<Plan> plan = Plan::create(desc, measuring(table_));
    ASSERT_TRUE(plan.ok()) << plan.status().message();
    EXPECT_TRUE(says(*plan, " plans in "));
}

TEST_F(Measured, IsRememberedAndNotMeasuredAgain) {
    const Result<Plan> first = Plan::create(problem(), measuring(table_));
    ASSERT_TRUE(first.ok());
    EXPECT_TRUE(says(*first, "(measured)"));
    EXPECT_TRUE(says(*first, " plans in "));
    EXPECT_EQ(table_.size(), 1U);
    const Result<Plan> second = Plan::create(problem(), measuring(table_));
    ASSERT_TRUE(second.ok());
    EXPECT_TRUE(says(*second, "by an earlier plan")) << second->explain();
    EXPECT_STREQ(second->kernel_name(), first->kernel_name());
    EXPECT_EQ(second->tuning().block, first->tuning().block);
    EXPECT_EQ(table_.size(), 1U);
}

TEST_F(Measured, OtherOptionsAreMeasuredApart) {
    ASSERT_TRUE(Plan::create(problem(), measuring(table_, 1)).ok());
    ASSERT_TRUE(Plan::create(problem(), measuring(table_, 2)).ok());
    PlanOptions argument = measuring(table_, 1);
    argument.weights = Weights::argument;
    ASSERT_TRUE(Plan::create(problem(), argument).ok());
    PlanOptions direct = measuring(table_, 1);
    direct.algorithm = Algorithm::direct;
    const Result<Plan> plan = Plan::create(problem(), direct);
    ASSERT_TRUE(plan.ok());
    EXPECT_EQ(plan->algorithm(), Algorithm::direct);
    EXPECT_EQ(table_.size(), 4U);
}

TEST_F(Measured, TextIsReadAgainAndIsATunedFile) {
    const Result<Plan> first = Plan::create(problem(), measuring(table_));
    ASSERT_TRUE(first.ok());
    const std::string text = table_.text().value();
    std::string warning = "none";
    const Result<MeasuredTable> again = MeasuredTable::parse(text, &warning);
    ASSERT_TRUE(again.ok()) << again.status().message();
    EXPECT_EQ(warning, "");
    EXPECT_EQ(again->size(), 1U);
    EXPECT_EQ(again->text().value(), text);
    const Result<Plan> second = Plan::create(problem(), measuring(*again));
    ASSERT_TRUE(second.ok());
    EXPECT_TRUE(says(*second, "by an earlier plan"));
    EXPECT_STREQ(second->kernel_name(), first->kernel_name());

    PlanOptions tuned;
    tuned.tuned = TunedTable::parse(text).value();
    tuned.threads = 1;
    EXPECT_TRUE(says(Plan::create(problem(), tuned).value(), "by the tuned table"));
    // It was measured for one thread.
    tuned.threads = 2;
    EXPECT_TRUE(says(Plan::create(problem(), tuned).value(), "no entry that serves this problem"));
}

TEST_F(Measured, MalformedTextIsRefusedAndForeignTextLeftOut) {
    EXPECT_EQ(MeasuredTable::parse("{").status().code(), StatusCode::invalid_argument);
    std::string warning;
    const Result<MeasuredTable> foreign = MeasuredTable::parse(
        R"({"schema": 1, "signature": {"cpu": "another", "isa": "avx2", "library": "0.1", "contract": 5},
            "entries": [{"problem": "p", "kernel": "k", "schedule": "s"}]})",
        &warning);
    ASSERT_TRUE(foreign.ok());
    EXPECT_EQ(foreign->size(), 0U);
    EXPECT_NE(warning.find("another"), std::string::npos) << warning;
}

TEST_F(Measured, KernelByNameStays) {
    const Result<Plan> estimated = Plan::create(problem(), {.threads = 1});
    PlanOptions options = measuring(table_);
    options.kernel_name = estimated->kernel_name();
    const Result<Plan> plan = Plan::create(problem(), options);
    ASSERT_TRUE(plan.ok()) << plan.status().message();
    EXPECT_STREQ(plan->kernel_name(), estimated->kernel_name());
}

TEST_F(Measured, NothingToComputeIsSaid) {
    ConvTransposeDesc desc = problem();
    desc.batch = 0;
    const Result<Plan> plan = Plan::create(desc, measuring(table_));
    ASSERT_TRUE(plan.ok());
    EXPECT_TRUE(says(*plan, "measured: nothing, as there is nothing to compute")) << plan->explain();
    EXPECT_EQ(table_.size(), 0U);
}

TEST_F(Measured, UnknownEffortIsRefused) {
    PlanOptions options;
    options.effort = static_cast<Effort>(7);
    const Status status = Plan::create(problem(), options).status();
    EXPECT_EQ(status.code(), StatusCode::invalid_argument);
    EXPECT_NE(status.message().find("options.effort is 7"), std::string::npos);
}

TEST_F(Measured, ThreadsShareATable) {
    std::vector<std::string> kernels(4);
    std::vector<std::thread> threads;
    threads.reserve(kernels.size());
    for (std::string& kernel : kernels) {
        threads.emplace_back(
            [&] { kernel = Plan::create(problem(), measuring(table_)).value().kernel_name(); });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(table_.size(), 1U);
    for (const std::string& kernel : kernels) EXPECT_EQ(kernel, kernels[0]);
}

TEST_F(Measured, ProcessHasATableOfItsOwn) {
    const std::size_t before = MeasuredTable().size();
    PlanOptions options;
    options.effort = Effort::measure;
    options.threads = 1;
    ASSERT_TRUE(Plan::create(problem(), options).ok());
    EXPECT_EQ(MeasuredTable().size(), before + 1);
}

TEST(MeasuredInC, TableIsSavedAndRead) {
    convt_error error;
    convt_measured_table* table = nullptr;
    ASSERT_EQ(convt_measured_table_create(&table, &error), CONVT_OK) << error.message;
    convt_desc desc;
    convt_desc_init(&desc, sizeof desc);
    desc.in_channels = desc.out_channels = 16;
    for (int d = 0; d < 2; ++d) {
        desc.in_spatial[d] = 5;
        desc.out_spatial[d] = 10;
        desc.kernel_size[d] = desc.strides[d] = 2;
    }
    convt_plan_options options;
    convt_plan_options_init(&options, sizeof options);
    options.effort = CONVT_EFFORT_MEASURE;
    options.measured = table;
    convt_plan* plan = nullptr;
    ASSERT_EQ(convt_plan_create(&desc, &options, &plan, &error), CONVT_OK) << error.message;
    convt_plan_destroy(plan);
    EXPECT_EQ(convt_measured_table_size(table), 1U);
    std::string text(convt_measured_table_text(table, nullptr, 0), '\0');
    EXPECT_EQ(convt_measured_table_text(table, text.data(), text.size() + 1), text.size());
    convt_measured_table* again = nullptr;
    ASSERT_EQ(convt_measured_table_parse(text.data(), text.size(), &again, &error), CONVT_OK)
        << error.message;
    EXPECT_EQ(convt_measured_table_size(again), 1U);
    convt_measured_table_destroy(again);
    convt_measured_table_destroy(table);

    options.effort = 2;
    EXPECT_EQ(convt_plan_create(&desc, &options, &plan, &error), CONVT_INVALID_ARGUMENT);
}

}  // namespace
}  // namespace convt
