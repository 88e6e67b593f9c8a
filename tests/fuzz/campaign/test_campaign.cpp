/// The campaign's own parts: a case survives as text, a failure is seen and reduced, also one that ends the
/// process.

#include <gtest/gtest.h>

#include <cstdlib>
#include <stdexcept>

#include "fuzz/campaign/check.hpp"
#include "fuzz/campaign/draw.hpp"
#include "fuzz/campaign/isolate.hpp"
#include "fuzz/campaign/run_case.hpp"
#include "fuzz/campaign/shrink.hpp"

namespace convt::campaign {
namespace {

TEST(Case, SurvivesAsText) {
    for (std::uint64_t seed = 1; seed < 200; ++seed) {
        for (const Case& c : draw(seed, runnable_tiers())) {
            const std::string line = to_text(c);
            EXPECT_EQ(to_text(read_case(line)), line);
        }
    }
}

TEST(Case, NamesTheWordThatIsNone) {
    for (const char* line : {"rank=2 colour=red", "rank=two", "rank"}) {
        EXPECT_THROW((void)read_case(line), std::invalid_argument) << line;
    }
}

TEST(Draw, ReachesEveryTierAndSmallSplits) {
    std::size_t split = 0;
    for (std::uint64_t seed = 1; seed < 100; ++seed) {
        const auto cases = draw(seed, runnable_tiers());
        EXPECT_GE(cases.size(), runnable_tiers().size());
        for (const Case& c : cases) split += c.tuning.block[0] > 0 ? 1 : 0;
    }
    EXPECT_GT(split, 50U);
}

/// What check.cpp says of outputs of which one was changed.
TEST(Check, SeesOneWrongOutput) {
    for (std::uint64_t seed = 1; seed < 40; ++seed) {
        const Case c = draw(seed, runnable_tiers()).front();
        if (c.values != Values::uniform || c.desc.activation != Activation::none) continue;
        const auto plan = plan_of(c);
        ASSERT_TRUE(plan.ok()) << plan.status().message();
        const Operands operands(c);
        const auto exact =
            reference::conv_transpose(c.desc, operands.inputs.data(), operands.kernel.data(), nullptr);
        support::ElementVector outputs(c.desc.dtype, exact.values);
        if (outputs.size() == 0 || c.desc.output_strides.batch != 0) continue;
        EXPECT_EQ(wrong_outputs(c, *plan, operands.inputs, outputs, exact), "") << to_text(c);
        outputs.set(outputs.size() / 2, outputs[outputs.size() / 2] + 1);
        EXPECT_NE(wrong_outputs(c, *plan, operands.inputs, outputs, exact), "") << to_text(c);
    }
}

TEST(Isolated, SaysWhatEndedTheProcess) {
    EXPECT_EQ(isolated([] { return std::string("well"); }), "well");
    EXPECT_EQ(isolated([]() -> std::string { std::_Exit(3); }), "died: with exit code 3");
    EXPECT_EQ(isolated([]() -> std::string { throw std::runtime_error("no"); }), "threw: no");
}

TEST(Shrink, KeepsWhatTheFailureNeeds) {
    Case c = draw(7, runnable_tiers()).back();
    c.desc.in_spatial[0] = 40;
    c.threads = 3;
    const Case least =
        shrink(c, [](const Case& tried) { return tried.desc.in_spatial[0] >= 5 && tried.threads > 2; });
    EXPECT_EQ(least.desc.in_spatial[0], 5);
    EXPECT_EQ(least.threads, 3);
    EXPECT_EQ(least.desc.in_channels, least.desc.groups);
    EXPECT_TRUE(validate(least.desc).ok());
}

}  // namespace
}  // namespace convt::campaign
