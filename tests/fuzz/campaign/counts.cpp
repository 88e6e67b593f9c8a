#include "fuzz/campaign/counts.hpp"

#include <algorithm>
#include <sstream>

#include "fuzz/cases/classes.hpp"
#include "fuzz/cases/draw.hpp"
#include "planning/registry.hpp"
#include "reference/elements.hpp"
#include "support/kinds.hpp"

namespace convt::campaign {
namespace {

/// "1200 problems (610 f32, 590 f64)": of the types that there were.
std::string problems_of(const Counts::Tier& tier) {
    std::int64_t all = 0;
    std::string types;
    std::vector<DType> every = support::all_types();
    for (const DType type : support::integer_types()) every.push_back(type);
    for (const DType type : every) {
        const std::int64_t problems = tier.problems[static_cast<std::size_t>(type)];
        if (problems == 0) continue;
        all += problems;
        types += (types.empty() ? "" : ", ") + std::to_string(problems) + " " + support::name_of(type);
    }
    return std::to_string(all) + " problems (" + types + ")";
}

Rule rule_of(const ConvTransposeDesc& desc) {
    if (output_dtype(desc) == DType::int32) return Rule::sums;
    if (output_dtype(desc) == DType::float32) return Rule::floats;
    return desc.quantization.rounding == Rounding::gemmlowp ? Rule::gemmlowp : Rule::nearest_even;
}

void count_problem(Counts::Tier& tier, const ConvTransposeDesc& desc) {
    ++tier.problems[static_cast<std::size_t>(desc.dtype)];
    if (reference::is_quantized(desc.dtype)) ++tier.by_rule[static_cast<std::size_t>(rule_of(desc))];
}

/// Tiers of floats, then those of integers alone.
std::vector<Isa> all_tiers() {
    std::vector<Isa> tiers = runnable_tiers();
    for (const Isa isa : integer_tiers()) {
        if (std::find(tiers.begin(), tiers.end(), isa) == tiers.end()) tiers.push_back(isa);
    }
    return tiers;
}

bool had_integers(const Counts::Tier& tier) {
    return std::any_of(tier.by_rule.begin(), tier.by_rule.end(),
                       [](std::int64_t count) { return count > 0; });
}

bool had_floats(const Counts::Tier& tier) {
    const std::vector<DType> types = support::all_types();
    return std::any_of(types.begin(), types.end(),
                       [&](DType type) { return tier.problems[static_cast<std::size_t>(type)] > 0; });
}

/// Kernels of a tier that ran, and how many there are for what was drawn.
std::string kernels_of(const Counts& counts, Isa isa) {
    const detail::KernelTable table = detail::kernel_table();
    const Counts::Tier& tier = counts.tiers[static_cast<std::size_t>(isa)];
    const bool integers = had_integers(tier), floats = had_floats(tier);
    std::int64_t kernels = 0, ran = 0;
    for (std::size_t i = 0; i < table.size(); ++i) {
        const bool drawn = table[i].algo == detail::Algo::dot ? integers : floats;
        if (table[i].isa != isa || !drawn) continue;
        ++kernels;
        ran += counts.by_kernel[i] > 0 ? 1 : 0;
    }
    return std::to_string(ran) + " of " + std::to_string(kernels) + " kernels";
}

}  // namespace

void count(Counts& counts, const std::vector<Case>& cases, const std::vector<Outcome>& outcomes) {
    const detail::KernelTable table = detail::kernel_table();
    std::array<bool, kMostTiers> seen{};
    for (std::size_t i = 0; i < cases.size(); ++i) {
        const Outcome& outcome = outcomes[i];
        if (outcome.kernel.empty()) continue;
        const ConvTransposeDesc& desc = cases[i].desc;
        const auto isa = static_cast<std::size_t>(cases[i].isa);
        Counts::Tier& tier = counts.tiers[isa];
        if (!seen[isa]) count_problem(tier, desc);
        seen[isa] = true;
        ++tier.plans;
        tier.fast += outcome.algorithm == Algorithm::winograd ? 1 : 0;
        tier.split += outcome.split_everywhere ? 1 : 0;
        tier.interleaved += outcome.split_everywhere && has_interleaved_phases(desc) ? 1 : 0;
        const auto kernel = detail::find_kernel(table, outcome.kernel.c_str());
        ++counts.by_kernel[static_cast<std::size_t>(kernel - table.data())];
    }
}

std::string summary(const Counts& counts) {
    std::ostringstream text;
    for (const Isa isa : all_tiers()) {
        const Counts::Tier& tier = counts.tiers[static_cast<std::size_t>(isa)];
        if (tier.plans == 0) continue;
        text << isa_name(isa) << ": " << problems_of(tier) << ", " << tier.plans << " plans, " << tier.fast
             << " of them fast, " << tier.split << " split along every axis, " << tier.interleaved
             << " of these with interleaved phases; " << kernels_of(counts, isa) << '\n';
    }
    return text.str();
}

std::string rules_summary(const Counts& counts) {
    std::string text;
    for (std::size_t rule = 0; rule < kRuleNames.size(); ++rule) {
        std::string tiers;
        for (const Isa isa : integer_tiers()) {
            const Counts::Tier& tier = counts.tiers[static_cast<std::size_t>(isa)];
            if (!had_integers(tier)) continue;
            tiers += std::string(" ") + isa_name(isa) + " " + std::to_string(tier.by_rule[rule]);
        }
        if (!tiers.empty()) text += std::string(text.empty() ? "" : ", ") + kRuleNames[rule] + tiers;
    }
    return text;
}

}  // namespace convt::campaign
