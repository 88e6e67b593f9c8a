/// Tuned files: what counts is used, what has become stale is ignored with a warning, what is malformed is an
/// error that names the line.

#include <gtest/gtest.h>

#include <string>

#include "convt/plan.hpp"
#include "support/problem.hpp"
#include "support/run.hpp"

namespace convt {
namespace {

ConvTransposeDesc problem() {
    ConvTransposeDesc desc;
    desc.in_channels = 8;
    desc.out_channels = 64;
    desc.in_spatial = {6, 10, 1};
    desc.kernel_size = {3, 3, 1};
    desc.strides = {2, 2, 1};
    return support::with_outputs(desc);
}

/// The slowest kernel by estimate: never the one that is chosen without a table.
Plan slow_plan() {
    return *Plan::create(problem(), {.kernel_name = Plan::kernels(problem())->back()});
}

std::string entry(const std::string& kernel, const std::string& schedule, const std::string& more = "") {
    return "  {\"problem\": \"" + problem_text(problem()) + "\", \"kernel\": \"" + kernel +
           "\", \"schedule\": \"" + schedule + "\", \"ms\": 0.25" + more + "}";
}

std::string slow_entry(const std::string& more = "") {
    return entry(slow_plan().kernel_name(), slow_plan().schedule_id(), more);
}

std::string file(const TuningSignature& signature, const std::string& entries) {
    return "{\n \"schema\": 1,\n \"signature\": {\"cpu\": \"" + signature.cpu + "\", \"isa\": \"" +
           signature.isa + "\", \"library\": \"" + signature.library +
           "\", \"contract\": " + std::to_string(signature.contract) +
           "},\n \"machine\": {\"model\": \"any\", \"threads\": 2},\n \"entries\": [\n" + entries +
           "\n ]\n}\n";
}

TunedTable table(const std::string& text) {
    auto parsed = TunedTable::parse(text);
    EXPECT_TRUE(parsed.ok()) << parsed.status().message();
    return parsed.ok() ? *parsed : TunedTable();
}

void expect_malformed(const std::string& text, const std::string& part) {
    const auto parsed = TunedTable::parse(text);
    EXPECT_EQ(parsed.status().code(), StatusCode::invalid_argument);
    EXPECT_NE(parsed.status().message().find(part), std::string::npos) << parsed.status().message();
}

TEST(TunedTable, AnEntryGoesBeforeTheCostModel) {
    const TunedTable tuned = table(file(tuning_signature(), slow_entry()));
    EXPECT_EQ(tuned.warning(), "");
    const auto plan = Plan::create(problem(), {.tuned = tuned});
    ASSERT_TRUE(plan.ok()) << plan.status().message();
    EXPECT_STREQ(plan->kernel_name(), slow_plan().kernel_name());
    EXPECT_NE(plan->explain().find("by the tuned table"), std::string::npos) << plan->explain();
    support::Random random;
    EXPECT_TRUE(support::runs_like_oracle(*plan, problem(), random));
}

TEST(TunedTable, ItsSplitIsTaken) {
    const std::string name = Plan::kernels(problem(), {.algorithm = Algorithm::direct})->front();
    const auto plain = Plan::create(problem(), {.kernel_name = name});
    const std::string split = R"(, "block": [3, 4], "channel_parts": 1, "one_thread": false)";
    const TunedTable tuned = table(file(tuning_signature(), entry(name, plain->schedule_id(), split)));
    const auto plan = Plan::create(problem(), {.tuned = tuned});
    ASSERT_TRUE(plan.ok()) << plan.status().message();
    EXPECT_EQ(plan->tuning().block, (std::array<std::int64_t, 3>{3, 4, 0}));
    EXPECT_EQ(plan->tuning().one_thread, false);
}

TEST(TunedTable, OtherProblemsAreTheCostModels) {
    const TunedTable tuned = table(file(tuning_signature(), slow_entry()));
    ConvTransposeDesc other = problem();
    other.in_channels = 9;
    const auto plan = Plan::create(other, {.tuned = tuned});
    ASSERT_TRUE(plan.ok()) << plan.status().message();
    EXPECT_STREQ(plan->kernel_name(), Plan::create(other)->kernel_name());
    EXPECT_NE(plan->explain().find("no entry"), std::string::npos) << plan->explain();
}

TEST(TunedTable, EntriesAreOfOneType) {
    ConvTransposeDesc doubles = problem();
    doubles.dtype = DType::float64;
    EXPECT_NE(problem_text(problem()).find(" f32 "), std::string::npos) << problem_text(problem());
    EXPECT_NE(problem_text(doubles).find(" f64 "), std::string::npos) << problem_text(doubles);
    const TunedTable tuned = table(file(tuning_signature(), slow_entry()));
    const auto plan = Plan::create(doubles, {.tuned = tuned});
    ASSERT_TRUE(plan.ok()) << plan.status().message();
    EXPECT_STREQ(plan->kernel_name(), Plan::create(doubles)->kernel_name());
    EXPECT_NE(plan->explain().find("no entry"), std::string::npos) << plan->explain();
}

TEST(TunedTable, TheFirstKernelThatIsHereWins) {
    const std::string schedule = slow_plan().schedule_id();
    std::string absent = slow_plan().kernel_name();
    absent.replace(absent.rfind("_c") + 2, 1, "9999");
    const TunedTable tuned = table(file(tuning_signature(), entry(absent, schedule) + ",\n" + slow_entry()));
    EXPECT_EQ(tuned.entries().size(), 2U);
    const auto plan = Plan::create(problem(), {.tuned = tuned});
    ASSERT_TRUE(plan.ok()) << plan.status().message();
    EXPECT_STREQ(plan->kernel_name(), slow_plan().kernel_name());
}

TEST(TunedTable, ASplitThatDoesNotFitIsLeftOut) {
    const TunedTable tuned = table(file(tuning_signature(), slow_entry(R"(, "block": [999, 4])")));
    const auto plan = Plan::create(problem(), {.tuned = tuned});
    ASSERT_TRUE(plan.ok()) << plan.status().message();
    EXPECT_STREQ(plan->kernel_name(), Plan::create(problem())->kernel_name());
}

TEST(TunedTable, OptionsGoBeforeIt) {
    const TunedTable tuned = table(file(tuning_signature(), slow_entry()));
    const auto plan = Plan::create(problem(), {.kernel_name = "convt_reference", .tuned = tuned});
    ASSERT_TRUE(plan.ok()) << plan.status().message();
    EXPECT_STREQ(plan->kernel_name(), "convt_reference");
}

TEST(TunedTable, AForeignSignatureIsIgnoredWithAWarning) {
    for (const char* what : {"CPU", "tier", "convt", "contract"}) {
        TuningSignature foreign = tuning_signature();
        if (std::string(what) == "CPU") foreign.cpu = "AnotherVendor-1-2";
        if (std::string(what) == "tier") foreign.isa = "another";
        if (std::string(what) == "convt") foreign.library = "99.0";
        if (std::string(what) == "contract") foreign.contract += 1;
        const TunedTable tuned = table(file(foreign, slow_entry()));
        EXPECT_TRUE(tuned.entries().empty());
        EXPECT_NE(tuned.warning().find(what), std::string::npos) << tuned.warning();
        const auto plan = Plan::create(problem(), {.tuned = tuned});
        ASSERT_TRUE(plan.ok()) << plan.status().message();
        EXPECT_STREQ(plan->kernel_name(), Plan::create(problem())->kernel_name());
        EXPECT_NE(plan->explain().find("ignored"), std::string::npos) << plan->explain();
    }
}

TEST(TunedTable, AChangedScheduleIsIgnoredWithAWarning) {
    const std::string kernel = slow_plan().kernel_name();
    const TunedTable tuned =
        table(file(tuning_signature(), entry(kernel, "ffffffff") + ",\n" + slow_entry()));
    EXPECT_EQ(tuned.entries().size(), 1U);
    EXPECT_NE(tuned.warning().find("1 entries ignored"), std::string::npos) << tuned.warning();
}

TEST(TunedTable, MalformedTextNamesItsLine) {
    const std::string good = file(tuning_signature(), slow_entry());
    for (std::size_t length = 0; length + 2 < good.size(); ++length) {
        EXPECT_FALSE(TunedTable::parse(good.substr(0, length)).ok()) << length;
    }
    expect_malformed("", "line 1");
    expect_malformed("{\"schema\": 7}", "schema 7");
    expect_malformed("{\n\"schema\": one}", "line 2");
    expect_malformed(file(tuning_signature(), slow_entry(R"(, "block": [3, 0])")), "block[1] is 0");
    expect_malformed(file(tuning_signature(), slow_entry(R"(, "block": [3, 1, 1, 1])")), "more than 3");
    expect_malformed(file(tuning_signature(), slow_entry(R"(, "channel_parts": -1)")), "line 6");
    expect_malformed(file(tuning_signature(), R"({"kernel": "k"})"), "lacks");
    expect_malformed(good + "{}", "behind its end");
    expect_malformed(std::string(100, '['), "line 1");
    expect_malformed("{\"a\": " + std::string(100, '['), "deeper");
}

}  // namespace
}  // namespace convt
