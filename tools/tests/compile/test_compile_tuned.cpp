/// `convt compile --tuned`: what tuned files say goes before the cost model, as far as it counts.

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "compile/compiled_app.hpp"
#include "compile/expect_exact.hpp"
#include "compile/kit/kernel_ids.hpp"
#include "compile/layers/planned_layer.hpp"
#include "compile/layers/problem_string.hpp"
#include "convt/plan.hpp"
#include "src/planning/registry.hpp"

namespace convt::tools::test {
namespace {

constexpr const char* kProblem = "2d ic24 oc40 i9x11 k3 s2 same name=up";
constexpr const char* kText = "2d channels_last f32 n1 ic24 oc40 g1 i9x11 k3x3 s2x2 d1x1 crop0x0 o18x22";
/// Serve the problem, but are not the cost model's choice for it.
constexpr const char* kKernel = "convt_2d_nhwc_f32_direct_c4p8_base";
constexpr const char* kOther = "convt_2d_nhwc_f32_direct_c32p1_base";
/// No build has it.
constexpr const char* kNowhere = "convt_2d_nhwc_f32_direct_c4p3_base";
constexpr const char* kSplit = R"(, "block": [3, 4], "channel_parts": 2, "one_thread": false)";

/// The identity of a kernel, which is compiled for it where this build has none.
std::string schedule_of(const std::string& kernel) {
    const std::string known = detail::schedule_id(kernel);
    if (!known.empty()) return known;
    const std::filesystem::path kit = std::filesystem::path(CONVT_COMMAND).parent_path() / "kit";
    const std::optional<Generators> generators = Generators::find(kit / "recipe.json");
    Catalog catalog(kit / "kernel_catalog.json", true);
    catalog.add_unshipped(kernel);
    return KernelIds(catalog, kit / "x86_64" / "object_ids.json", generators).of(kernel);
}

std::string entry(const std::string& kernel, const std::string& more, const std::string& schedule) {
    return std::string(R"(  {"problem": ")") + kText + R"(", "kernel": ")" + kernel + R"(", "schedule": ")" +
           schedule + "\"" + more + "}";
}

std::string entry(const std::string& kernel = kKernel, const std::string& more = kSplit) {
    return entry(kernel, more, schedule_of(kernel));
}

std::string tuned_file(const TuningSignature& signature, const std::string& entries) {
    return R"({"schema": 1, "signature": {"cpu": ")" + signature.cpu + R"(", "isa": ")" + signature.isa +
           R"(", "library": ")" + signature.library + R"(", "contract": )" +
           std::to_string(signature.contract) + "},\n \"entries\": [\n" + entries + "\n ]}\n";
}

/// As measured on another CPU of a tier.
TuningSignature elsewhere(const std::string& isa) {
    TuningSignature signature = tuning_signature();
    signature.cpu = "GenuineIntel-6-85";
    signature.isa = isa;
    return signature;
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

std::string contents(const std::string& path) {
    std::ifstream stream(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

class CompileTuned : public ::testing::Test {
protected:
    void SetUp() override {
        if (detect_isa() == Isa::neon) GTEST_SKIP() << "names kernels of x86";
    }
    std::string write(const std::string& text, const std::string& name = "tuned.json") {
        return folder_.write(name, text);
    }
    /// The plan of the problem for the tier base.
    PlannedVariant plan(const std::vector<std::string>& files, const std::string& problem = kProblem) {
        PlanningInputs choices{{}, detail::kernel_table(), detail::kernel_table(), {}};
        for (const std::string& file : files) choices.tuned.read(file, parse_targets({"base"}));
        return plan_layer(parse_problem_string(problem), Isa::base, choices);
    }
    ScratchFolder folder_;
};

TEST_F(CompileTuned, AnEntryGoesBeforeTheCostModel) {
    const std::string file = write(tuned_file(elsewhere("base"), entry()));
    const PlannedVariant tuned = plan({file});
    EXPECT_TRUE(tuned.tuned);
    EXPECT_STREQ(tuned.plan->kernel().name, kKernel);
    EXPECT_EQ(resolved_tuning(*tuned.plan).block, (std::array<std::int64_t, 3>{3, 4, 0}));
    EXPECT_EQ(tuned.warning, "");
    EXPECT_FALSE(plan({}).tuned);
    EXPECT_STRNE(plan({}).plan->kernel().name, kKernel);
}

TEST_F(CompileTuned, TheFirstFileGoesFirst) {
    const std::string first = write(tuned_file(elsewhere("base"), entry()), "first.json");
    const std::string second = write(tuned_file(elsewhere("base"), entry(kOther, "")), "second.json");
    EXPECT_STREQ(plan({first, second}).plan->kernel().name, kKernel);
    EXPECT_STREQ(plan({second, first}).plan->kernel().name, kOther);
}

TEST_F(CompileTuned, TheNextEntryServesWhereTheFirstCannot) {
    const PlannedVariant next =
        plan({write(tuned_file(elsewhere("base"), entry(kNowhere) + ",\n" + entry()))});
    EXPECT_STREQ(next.plan->kernel().name, kKernel);
    EXPECT_EQ(next.warning, "");
}

TEST_F(CompileTuned, EntriesThatCannotBeUsedAreToldOf) {
    const PlannedVariant kernel = plan({write(tuned_file(elsewhere("base"), entry(kNowhere)))});
    EXPECT_FALSE(kernel.tuned);
    EXPECT_TRUE(has(kernel.warning, kNowhere)) << kernel.warning;
    const PlannedVariant split =
        plan({write(tuned_file(elsewhere("base"), entry(kKernel, R"(, "block": [3, 400])")))});
    EXPECT_FALSE(split.tuned);
    EXPECT_TRUE(has(split.warning, "tuning.block[1] is 400")) << split.warning;
}

/// What is ignored as a whole, and with which words.
struct Ignored {
    TuningSignature signature;
    const char* target;
    const char* warning;
};

TEST_F(CompileTuned, FilesThatDoNotCountAreWarnedOf) {
    TuningSignature version = elsewhere("base"), contract = version;
    version.library = "0.0";
    contract.contract = 999;
    const std::vector<Ignored> all{
        {version, "base", "convt '0.0'"},
        {contract, "base", "kernel contract '999'"},
        {elsewhere("avx2"), "base", "tier 'avx2', which is none of the targets"},
        {elsewhere("base"), "avx2", "tier 'base', which is none of the targets"},
        {elsewhere("amx"), "base", "tier 'amx'"},
        {elsewhere(tuning_signature().isa), "native", "CPU 'GenuineIntel-6-85'"},
    };
    for (const Ignored& ignored : all) {
        TunedChoices choices;
        choices.read(write(tuned_file(ignored.signature, entry())), parse_targets({ignored.target}));
        ASSERT_EQ(choices.warnings().size(), 1U) << ignored.warning;
        EXPECT_TRUE(has(choices.warnings()[0], ignored.warning)) << choices.warnings()[0];
        for (const Isa isa : {Isa::base, Isa::avx2, detect_isa()})
            EXPECT_TRUE(choices.find(kText, isa).empty());
    }
}

TEST_F(CompileTuned, OwnMeasurementsCountForNative) {
    TunedChoices choices;
    const Targets native = targets_of_floats(parse_targets({"native"}));
    choices.read(write(tuned_file(tuning_signature(), entry())), native);
    EXPECT_TRUE(choices.warnings().empty());
    EXPECT_EQ(choices.find(kText, native.tiers.front()).size(), 1U);
}

TEST_F(CompileTuned, ReachesTheLibrary) {
    const std::string file = write(tuned_file(elsewhere("base"), entry()));
    const std::vector<std::string> arguments{"2d n? ic24 oc40 i?9x?11 k3 s2 same name=up", "--target",
                                             "base"};
    std::vector<std::string> with_file = arguments;
    with_file.insert(with_file.end(), {"--tuned", file});
    CompiledApp app(with_file), again(with_file), untuned(arguments);
    EXPECT_TRUE(has(app.compiled().out, std::string(kKernel) + " (tuned)")) << app.compiled().out;
    EXPECT_EQ(app.compiled().err, "");
    EXPECT_FALSE(has(untuned.compiled().out, "tuned")) << untuned.compiled().out;
    EXPECT_TRUE(contents(app.archive()) == contents(again.archive()));
    // The sizes that were measured, and others, at which the split would be an error.
    for (const std::vector<std::int64_t>& sizes :
         std::vector<std::vector<std::int64_t>>{{1, 9, 11}, {2, 1, 1}}) {
        CompileLayer layer = parse_problem_string(kProblem);
        set_sizes(layer, sizes);
        expect_exact(app, "up", layer, sizes);
    }
}

/// In a build tree there are generators, and they make what tuning made.
TEST_F(CompileTuned, AKernelThatNoBuildHasIsCompiled) {
    const std::string tapped = "convt_2d_nhwc_f32_tapped_c8p3_base";
    for (const std::string& kernel : {std::string(kNowhere), tapped}) {
        const std::string file = write(tuned_file(elsewhere("base"), entry(kernel, "")));
        const std::vector<std::string> arguments{kProblem, "--target", "base", "--tuned", file};
        CompiledApp app(arguments), again(arguments);
        EXPECT_TRUE(has(app.compiled().out, kernel + " (tuned)")) << app.compiled().out << app.compiled().err;
        EXPECT_TRUE(contents(app.archive()) == contents(again.archive()));
        expect_exact(app, "up", parse_problem_string(kProblem), {});
    }
}

TEST_F(CompileTuned, AKernelThatNoBuildHasMayHaveChangedToo) {
    const std::string file = write(tuned_file(elsewhere("base"), entry(kNowhere, "", "12345678")));
    CompiledApp app({kProblem, "--target", "base", "--tuned", file});
    EXPECT_TRUE(has(app.compiled().err, std::string("the schedule of ") + kNowhere + " has changed since"))
        << app.compiled().err;
    EXPECT_FALSE(has(app.compiled().out, "tuned")) << app.compiled().out;
}

TEST_F(CompileTuned, AStaleEntryWarns) {
    std::string stale = tuned_file(elsewhere("base"), entry());
    const std::string id = detail::schedule_id(kKernel);
    stale.replace(stale.find(id), id.size(), "12345678");
    CompiledApp app({kProblem, "--target", "base", "--tuned", write(stale)});
    EXPECT_TRUE(has(app.compiled().err, "1 entries ignored: their kernels' schedules have changed since"))
        << app.compiled().err;
    EXPECT_FALSE(has(app.compiled().out, "tuned")) << app.compiled().out;
}

}  // namespace
}  // namespace convt::tools::test
