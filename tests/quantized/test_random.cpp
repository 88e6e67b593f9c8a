/// Random problems of 8-bit inputs by either rule of rounding, on every tier, equal to the oracle bit for
/// bit. Some hundred of each unless CONVT_QUANTIZED_PROBLEMS says how many.

#include <cstdlib>
#include <string>

#include "quantized/quantized_problem.hpp"

namespace convt::quantized {
namespace {

std::int64_t problems() {
    const char* given = std::getenv("CONVT_QUANTIZED_PROBLEMS");
    return given == nullptr ? 150 : std::stoll(given);
}

struct Rule {
    Rounding rounding;
    Isa isa;
};

class RandomQuantized : public testing::TestWithParam<Rule> {};

TEST_P(RandomQuantized, EqualsOracle) {
    const auto [rounding, isa] = GetParam();
    support::Random random;
    for (std::int64_t i = 0; i < problems(); ++i) {
        const ConvTransposeDesc desc = random_quantized(rounding, random);
        const auto plan = Plan::create(desc, {.max_isa = isa});
        if (!plan.ok() && plan.status().code() == StatusCode::unsupported) {
            GTEST_SKIP() << plan.status().message();
        }
        ASSERT_TRUE(plan.ok()) << plan.status().message();
        ASSERT_TRUE(equals_oracle(*plan, desc, random));
    }
}

/// The plain loops as well, which serve what no kernel does.
TEST_P(RandomQuantized, ReferenceEqualsOracle) {
    if (GetParam().isa != detect_isa()) GTEST_SKIP() << "the loops are the same on every tier";
    support::Random random;
    for (std::int64_t i = 0; i < problems(); ++i) {
        const ConvTransposeDesc desc = random_quantized(GetParam().rounding, random);
        const auto plan = Plan::create(desc, {.kernel_name = "convt_reference"});
        ASSERT_TRUE(plan.ok()) << plan.status().message();
        ASSERT_TRUE(equals_oracle(*plan, desc, random));
    }
}

std::vector<Rule> rules() {
    std::vector<Rule> all;
    for (int tier = 0; std::string(isa_name(static_cast<Isa>(tier))) != "unknown"; ++tier) {
        for (const Rounding rounding : {Rounding::nearest_even, Rounding::gemmlowp}) {
            all.push_back({rounding, static_cast<Isa>(tier)});
        }
    }
    return all;
}

INSTANTIATE_TEST_SUITE_P(Rules, RandomQuantized, testing::ValuesIn(rules()),
                         [](const testing::TestParamInfo<Rule>& test) {
                             const bool even = test.param.rounding == Rounding::nearest_even;
                             return std::string(even ? "nearest_even_" : "gemmlowp_") +
                                    isa_name(test.param.isa);
                         });

}  // namespace
}  // namespace convt::quantized
