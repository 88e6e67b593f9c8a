#include "fuzz/campaign/counts.hpp"

#include <sstream>

#include "fuzz/cases/classes.hpp"
#include "fuzz/cases/draw.hpp"
#include "planning/registry.hpp"
#include "support/kinds.hpp"

namespace convt::campaign {
namespace {

/// "1200 problems (610 f32, 590 f64)".
std::string problems_of(const Counts::Tier& tier) {
    std::int64_t all = 0;
    std::string types;
    for (const DType type : support::all_types()) {
        const std::int64_t problems = tier.problems[static_cast<std::size_t>(type)];
        all += problems;
        types += (types.empty() ? "" : ", ") + std::to_string(problems) + " " + support::name_of(type);
    }
    return std::to_string(all) + " problems (" + types + ")";
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
        tier.problems[static_cast<std::size_t>(desc.dtype)] += seen[isa] ? 0 : 1;
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
    const detail::KernelTable table = detail::kernel_table();
    for (const Isa isa : runnable_tiers()) {
        const Counts::Tier& tier = counts.tiers[static_cast<std::size_t>(isa)];
        std::int64_t kernels = 0;
        std::int64_t ran = 0;
        for (std::size_t i = 0; i < table.size(); ++i) {
            if (table[i].isa != isa || table[i].algo == detail::Algo::dot) continue;
            ++kernels;
            ran += counts.by_kernel[i] > 0 ? 1 : 0;
        }
        text << isa_name(isa) << ": " << problems_of(tier) << ", " << tier.plans << " plans, " << tier.fast
             << " of them fast, " << tier.split << " split along every axis, " << tier.interleaved
             << " of these with interleaved phases; " << ran << " of " << kernels << " kernels\n";
    }
    return text.str();
}

}  // namespace convt::campaign
