/// What a campaign draws: fixed seeds, so that a class which is no longer drawn shows here.

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <map>
#include <tuple>

#include "fuzz/campaign/search.hpp"
#include "fuzz/cases/classes.hpp"
#include "fuzz/cases/draw.hpp"
#include "support/kinds.hpp"

namespace convt::campaign {
namespace {

struct Drawn {
    int plans = 0;
    int fast = 0;
    int mixed = 0;             ///< inputs in the other order than the outputs
    int mixed_fast = 0;        ///< of these, Winograd
    int split = 0;             ///< several blocks along every dimension
    int dilated = 0;           ///< of these, with strides and dilation along every dimension
    int interleaved = 0;       ///< of these, with phases along x that meet different inputs
    int interleaved_fast = 0;  ///< of these, Winograd: what two tasks once wrote at a time
};

using Class = std::tuple<Isa, DataFormat, DType>;

bool is_dilated_everywhere(const ConvTransposeDesc& desc) {
    bool all = true;
    for (std::size_t d = 0; d < static_cast<std::size_t>(desc.rank); ++d) {
        all = all && desc.strides[d] > 1 && desc.dilation_rate[d] > 1;
    }
    return all;
}

void add(Drawn& drawn, const Plan& plan) {
    const bool fast = plan.algorithm() == Algorithm::winograd;
    ++drawn.plans;
    drawn.fast += fast ? 1 : 0;
    const bool mixed = inputs_format(plan.desc()) != plan.desc().data_format;
    drawn.mixed += mixed ? 1 : 0;
    drawn.mixed_fast += mixed && fast ? 1 : 0;
    if (!is_split_everywhere(plan)) return;
    ++drawn.split;
    drawn.dilated += is_dilated_everywhere(plan.desc()) ? 1 : 0;
    if (!has_interleaved_phases(plan.desc())) return;
    ++drawn.interleaved;
    drawn.interleaved_fast += fast ? 1 : 0;
}

std::string describe(const Drawn& drawn) {
    return std::to_string(drawn.plans) + " plans, " + std::to_string(drawn.fast) + " fast, " +
           std::to_string(drawn.mixed) + " mixed, " + std::to_string(drawn.mixed_fast) + " mixed and fast, " +
           std::to_string(drawn.split) + " split, " + std::to_string(drawn.dilated) + " dilated, " +
           std::to_string(drawn.interleaved) + " interleaved, " + std::to_string(drawn.interleaved_fast) +
           " interleaved and fast";
}

/// On every tier, for both orders of axes and every element type, plans of all kinds that matter.
TEST(Draw, ReachesEveryClass) {
    std::map<Class, Drawn> all;
    const auto tiers = runnable_tiers();
    for (std::uint64_t seed = 1; seed <= 12000; ++seed) {
        for (const Case& c : draw(seed, tiers)) {
            const auto plan = plan_of(c);
            ASSERT_TRUE(plan.ok()) << to_text(c) << plan.status().message();
            add(all[{c.isa, c.desc.data_format, c.desc.dtype}], *plan);
        }
    }
    EXPECT_EQ(all.size(), tiers.size() * 2 * support::all_types().size());
    for (const auto& [kind, drawn] : all) {
        const auto& [isa, format, type] = kind;
        SCOPED_TRACE(std::string(isa_name(isa)) +
                     (format == DataFormat::channels_last ? " last " : " first ") + support::name_of(type) +
                     ": " + describe(drawn));
        EXPECT_GT(drawn.plans, 500);
        EXPECT_GT(drawn.fast, 25);
        EXPECT_GT(drawn.mixed, 50);
        EXPECT_GT(drawn.mixed_fast, 0);
        EXPECT_GT(drawn.split, 50);
        EXPECT_GT(drawn.dilated, 15);
        EXPECT_GT(drawn.interleaved, 15);
        EXPECT_GT(drawn.interleaved_fast, 0);
    }
}

/// The search has more plans than the one that found tasks which wrote each other's outputs.
TEST(Search, HasFastPlansOfSeveralBlocks) {
    const std::vector<ConvTransposeDesc> problems = grid();
    EXPECT_GT(problems.size(), 2000U);
    const auto tiers = runnable_tiers();
    int plans = 0;
    int chosen = 0;       // fast ones among plans that convt chooses
    int interleaved = 0;  // fast, with phases along x that meet different inputs, in several blocks along x
    for (std::size_t i = 0; i < problems.size(); i += 3) {
        for (const Case& c : grid_cases(problems[i], Values::ones, tiers)) {
            const auto plan = plan_of(c);
            ASSERT_TRUE(plan.ok()) << plan.status().message();
            const std::size_t x = static_cast<std::size_t>(c.desc.rank) - 1;
            const bool several = plan->tuning().block[x] < c.desc.in_spatial[x];
            const bool fast = plan->algorithm() == Algorithm::winograd;
            ++plans;
            chosen += fast && c.algorithm == Algorithm::automatic ? 1 : 0;
            interleaved += fast && several && has_interleaved_phases(c.desc) ? 1 : 0;
        }
    }
    EXPECT_GT(plans * 3, 3024);
    EXPECT_GT(chosen, 50);
    EXPECT_GT(interleaved, 10);
}

}  // namespace
}  // namespace convt::campaign
