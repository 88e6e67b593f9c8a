/// The campaign's own parts: a case survives as text, a failure is seen and reduced, also one that ends the
/// process.

#include <gtest/gtest.h>

#include <cstdlib>
#include <stdexcept>

#include "fuzz/campaign/isolate.hpp"
#include "fuzz/campaign/shrink.hpp"
#include "fuzz/cases/check.hpp"
#include "fuzz/cases/classes.hpp"
#include "fuzz/cases/draw.hpp"
#include "fuzz/cases/operands.hpp"
#include "fuzz/cases/run_case.hpp"
#include "support/compare.hpp"

namespace convt::campaign {
namespace {

support::ElementVector with_poison(const support::ElementVector& values, std::size_t at) {
    support::ElementVector result(values);
    const std::size_t bytes = reference::bytes_of(values.dtype());
    support::poison({values.dtype(), static_cast<std::byte*>(result.data()) + at * bytes, 1});
    return result;
}

TEST(Case, SurvivesAsText) {
    for (std::uint64_t seed = 1; seed < 200; ++seed) {
        for (const auto& cases : {draw(seed, runnable_tiers()), draw_integers(seed, integer_tiers())}) {
            for (const Case& c : cases) EXPECT_EQ(to_text(read_case(to_text(c))), to_text(c));
        }
    }
}

TEST(Case, NamesTheWordThatIsNone) {
    for (const char* line : {"rank=2 colour=red", "rank=two", "rank"}) {
        EXPECT_THROW((void)read_case(line), std::invalid_argument) << line;
    }
}

/// What check.cpp says of outputs of which one was changed.
TEST(Check, SeesOneWrongOutput) {
    int checked = 0;
    for (std::uint64_t seed = 1; seed < 60; ++seed) {
        const Case c = draw(seed, runnable_tiers()).front();
        if (c.values != Values::uniform || c.desc.activation != Activation::none) continue;
        const auto plan = plan_of(c);
        ASSERT_TRUE(plan.ok()) << plan.status().message();
        const Operands operands(c);
        const Expected expected(
            c, operands.inputs,
            reference::conv_transpose(c.desc, operands.inputs.data(), operands.kernel.data(), nullptr));
        support::ElementVector outputs(output_dtype(c.desc), operands.at_outputs.count());
        support::poison(outputs.elements());
        if (expected.places.empty()) continue;
        for (std::size_t i = 0; i < expected.places.size(); ++i) {
            outputs.set(expected.places[i], static_cast<double>(expected.exact.values[i]));
        }
        EXPECT_EQ(wrong_outputs(expected, plan->algorithm(), outputs), "") << to_text(c);
        const std::size_t place = expected.places[expected.places.size() / 2];
        support::ElementVector wrong(outputs);
        wrong.set(place, outputs[place] + 1);
        EXPECT_NE(wrong_outputs(expected, plan->algorithm(), wrong), "") << to_text(c);
        const support::ElementVector unwritten = with_poison(outputs, place);
        EXPECT_NE(wrong_outputs(expected, plan->algorithm(), unwritten), "") << to_text(c);
        ++checked;
        if (expected.gaps.empty()) continue;
        outputs.set(expected.gaps.front(), 0);
        EXPECT_NE(wrong_outputs(expected, plan->algorithm(), outputs), "") << to_text(c);
    }
    EXPECT_GT(checked, 10);
}

/// Ones sum up to whole numbers, of which the last digit counts.
TEST(Check, OnesAreExact) {
    Case c = read_case("rank=1 type=f32 n=1 ic=16 oc=1 g=1 i=2000 k=64 s=1 d=1 crop=0 o=2063 values=4");
    const Operands operands(c);
    const Expected expected(
        c, operands.inputs,
        reference::conv_transpose(c.desc, operands.inputs.data(), operands.kernel.data(), nullptr));
    EXPECT_EQ(expected.exact.products, products_of(c.desc));
    EXPECT_EQ(expected.exact.values[1000], 16 * 64);
    support::ElementVector outputs(output_dtype(c.desc), expected.exact.values);
    EXPECT_EQ(wrong_outputs(expected, Algorithm::direct, outputs), "");
    outputs.set(1000, 16 * 64 + 0x1p-13);
    EXPECT_NE(wrong_outputs(expected, Algorithm::direct, outputs), "");
    EXPECT_EQ(wrong_outputs(expected, Algorithm::winograd, outputs), "");
}

/// Tiles of 4 by 4 outputs multiply what subnormal products have lost.
TEST(Check, FastSumsOfSubnormalsLoseMore) {
    Case c = read_case(
        "rank=2 type=f64 n=1 ic=7 oc=8 g=1 i=6x73 k=2x6 s=1x3 d=1x1 crop=2x2 o=7x222 seed=1112003883 bias=0 "
        "values=1 any_size=1 algorithm=2");
    for (const Isa isa : runnable_tiers()) {
        c.isa = isa;
        EXPECT_EQ(run_cases({c}).front().wrong, "") << to_text(c);
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
