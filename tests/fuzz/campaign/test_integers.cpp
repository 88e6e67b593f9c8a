/// Problems of quantised inputs: what is drawn, and that one wrong output is seen.

#include <gtest/gtest.h>

#include <map>
#include <tuple>

#include "fuzz/campaign/counts.hpp"
#include "fuzz/cases/check.hpp"
#include "fuzz/cases/classes.hpp"
#include "fuzz/cases/draw.hpp"
#include "fuzz/cases/operands.hpp"
#include "reference/quantized.hpp"
#include "support/compare.hpp"

namespace convt::campaign {
namespace {

struct Drawn {
    int plans = 0;
    int mixed = 0;      ///< inputs in the other order than the outputs
    int grouped = 0;    ///< several groups
    int depthwise = 0;  ///< of these, one channel in each
    int split = 0;      ///< several blocks along every dimension
};

using Class = std::tuple<Isa, DataFormat, int, DType>;

/// On every tier, for both orders of axes, every rank and every type of outputs, by both rules.
TEST(DrawIntegers, ReachesEveryClass) {
    std::map<Class, Drawn> all;
    std::map<std::pair<Isa, Rounding>, int> by_rule;
    const auto tiers = integer_tiers();
    for (std::uint64_t seed = 1; seed <= 16000; ++seed) {
        for (const Case& c : draw_integers(seed, tiers)) {
            const auto plan = plan_of(c);
            ASSERT_TRUE(plan.ok()) << to_text(c) << plan.status().message();
            const ConvTransposeDesc& desc = plan->desc();
            Drawn& drawn = all[{c.isa, desc.data_format, desc.rank, output_dtype(desc)}];
            ++by_rule[{c.isa, desc.quantization.rounding}];
            ++drawn.plans;
            drawn.mixed += inputs_format(desc) != desc.data_format ? 1 : 0;
            drawn.grouped += desc.groups > 1 ? 1 : 0;
            drawn.depthwise += desc.groups > 1 && desc.groups == desc.in_channels ? 1 : 0;
            drawn.split += is_split_everywhere(*plan) ? 1 : 0;
        }
    }
    EXPECT_EQ(all.size(), tiers.size() * 2 * 3 * 4);
    EXPECT_EQ(by_rule.size(), tiers.size() * 2);
    for (const auto& [kind, drawn] : all) {
        const auto& [isa, format, rank, outputs] = kind;
        SCOPED_TRACE(std::string(isa_name(isa)) + ", format " + std::to_string(static_cast<int>(format)) +
                     ", rank " + std::to_string(rank) + ", outputs " +
                     std::to_string(static_cast<int>(outputs)));
        EXPECT_GT(drawn.plans, 50);
        EXPECT_GT(drawn.mixed, 5);
        EXPECT_GT(drawn.grouped, 5);
        EXPECT_GT(drawn.depthwise, 0);
        EXPECT_GT(drawn.split, 5);
    }
}

/// An output off by one, and an element between outputs that was written.
TEST(CheckIntegers, SeesOneWrongOutput) {
    int checked = 0;
    for (std::uint64_t seed = 1; seed < 60; ++seed) {
        const Case c = draw_integers(seed, integer_tiers()).front();
        const Operands operands(c);
        const auto* const kernel = static_cast<const std::int8_t*>(operands.kernel.data());
        const std::vector<double> values = reference::quantized_conv_transpose(
            c.desc, {operands.inputs.data(), kernel, operands.scales, nullptr});
        reference::Outputs exact;
        exact.values.assign(values.begin(), values.end());
        exact.magnitudes.resize(values.size());
        exact.products.resize(values.size());
        const Expected expected(c, operands.inputs, exact);
        if (expected.places.empty()) continue;
        support::ElementVector outputs(output_dtype(c.desc), operands.at_outputs.count());
        support::poison(outputs.elements());
        for (std::size_t i = 0; i < values.size(); ++i) outputs.set(expected.places[i], values[i]);
        EXPECT_EQ(wrong_outputs(expected, Algorithm::direct, outputs), "") << to_text(c);
        const std::size_t place = expected.places[values.size() / 2];
        support::ElementVector wrong(outputs);
        wrong.set(place, outputs[place] + (outputs[place] > 0 ? -1 : 1));
        EXPECT_NE(wrong_outputs(expected, Algorithm::direct, wrong), "") << to_text(c);
        ++checked;
        if (expected.gaps.empty()) continue;
        outputs.set(expected.gaps.front(), 0);
        EXPECT_NE(wrong_outputs(expected, Algorithm::direct, outputs), "") << to_text(c);
    }
    EXPECT_GT(checked, 40);
}

/// Problems are counted once on a tier, by the rule of their outputs.
TEST(CountIntegers, ByRuleAndTier) {
    const auto tiers = integer_tiers();
    Counts counts;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const std::vector<Case> cases = draw_integers(seed, tiers);
        count(counts, cases, run_cases(cases));
    }
    for (const Isa isa : tiers) {
        const Counts::Tier& tier = counts.tiers[static_cast<std::size_t>(isa)];
        std::int64_t all = 0;
        for (const std::int64_t problems : tier.by_rule) all += problems;
        EXPECT_EQ(all, 20);
        EXPECT_NE(rules_summary(counts).find(isa_name(isa)), std::string::npos);
    }
    EXPECT_EQ(rules_summary(Counts{}), "");
}

}  // namespace
}  // namespace convt::campaign
