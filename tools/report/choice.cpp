#include "report/choice.hpp"

#include <algorithm>
#include <cstdio>

#include "support/input_error.hpp"

namespace convt::tools {
namespace {

/// The fifth word of a kernel's name (docs/kernel-names.md); the name itself where it has fewer.
std::string strategy_of_name(const std::string& kernel) {
    std::size_t begin = 0;
    for (int word = 0; word < 4; ++word) {
        begin = kernel.find('_', begin);
        if (begin == std::string::npos) return kernel;
        ++begin;
    }
    return kernel.substr(begin, kernel.find('_', begin) - begin);
}

/// What explain() says after the kernel's name: who chose it where the cost model did not; else empty.
std::string chooser_of(const Plan& plan) {
    const std::string text = plan.explain(), name = plan.kernel_name();
    const std::size_t after = text.find("  kernel: " + name) + 10 + name.size();
    const std::string rest = text.substr(after, text.find('\n', after) - after);
    return rest.starts_with(" (") ? rest.substr(2, rest.size() - 3) : "";
}

std::string times(double ratio) {
    char text[32];
    std::snprintf(text, sizeof text, ratio < 10 ? "%.2f" : "%.0f", ratio);
    return text;
}

}  // namespace

std::vector<RankedStrategy> rank_strategies(const Plan& plan, const PlanOptions& options) {
    if (!options.kernel_name.empty()) return {};
    PlanOptions asked = options;
    asked.effort = Effort::estimate;
    asked.tuned = {};
    std::vector<RankedStrategy> ranked;
    for (const std::string& kernel : unwrap(Plan::kernels(plan.desc(), asked))) {
        const std::string strategy = strategy_of_name(kernel);
        const auto known = [&](const RankedStrategy& other) { return other.strategy == strategy; };
        if (std::any_of(ranked.begin(), ranked.end(), known)) continue;
        asked.kernel_name = kernel;
        const Result<Plan> made = Plan::create(plan.desc(), asked);
        if (made.ok()) ranked.push_back({strategy, kernel, made->estimated_cycles()});
    }
    std::stable_sort(ranked.begin(), ranked.end(),
                     [](const RankedStrategy& a, const RankedStrategy& b) { return a.cycles < b.cycles; });
    return ranked;
}

std::string reason_of(const Plan& plan, const PlanOptions& options,
                      const std::vector<RankedStrategy>& ranked) {
    if (!options.kernel_name.empty()) return "named by --kernel-name";
    const std::string chooser = chooser_of(plan);
    if (!chooser.empty()) return "chosen " + (chooser == "measured" ? "by measuring" : chooser);
    const std::string strategy = strategy_of_name(plan.kernel_name());
    const auto other = std::find_if(ranked.begin(), ranked.end(),
                                    [&](const RankedStrategy& entry) { return entry.strategy != strategy; });
    if (other == ranked.end()) return "no other strategy can serve this problem";
    const double longer = other->cycles / plan.estimated_cycles();
    if (longer < 1)
        return "close estimates; " + other->strategy + " would take " + times(longer) + " of the time";
    return "the lowest estimate; the next strategy, " + other->strategy + ", would take " + times(longer) +
           " times as long";
}

}  // namespace convt::tools
