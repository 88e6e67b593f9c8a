#include "measuring/contenders.hpp"

#include <algorithm>

#include "base/rounding.hpp"

namespace convt::detail {
namespace {

/// Estimates up to so many times the lowest are measured, of at most so many kernels and splits. Of 280 cases
/// drawn at random the fastest kernel was estimated at most 1.9 times as slow as the chosen one
/// (bench/results, Zen 4, 2026-11-30).
constexpr double kNear = 1.9, kNearSplit = 1.4;
constexpr std::size_t kMostKernels = 8, kMostSplits = 6;

/// Of candidates with the lowest estimate first.
void keep_near(std::vector<Candidate>& candidates, double factor, std::size_t most) {
    if (candidates.size() > most)
        candidates.erase(candidates.begin() + static_cast<std::ptrdiff_t>(most), candidates.end());
    while (!candidates.empty() && candidates.back().cycles > factor * candidates.front().cycles)
        candidates.pop_back();
}

/// Splits that differ in one respect from a given one.
std::vector<Tuning> neighbours(const Tuning& split, int rank, bool several_threads) {
    std::vector<Tuning> found;
    const auto vary = [&](auto&& change) {
        Tuning other = split;
        change(other);
        found.push_back(other);
    };
    const auto halve_and_double = [&](auto member) {
        const std::int64_t value = member(split);
        if (value < 1) return;
        if (value > 1) vary([&](Tuning& t) { member(t) = divide_up(value, 2); });
        vary([&](Tuning& t) { member(t) = 2 * value; });
    };
    for (std::size_t d = 0; d < static_cast<std::size_t>(rank); ++d) {
        halve_and_double([d](auto& t) -> auto& { return t.block[d]; });
    }
    halve_and_double([](auto& t) -> auto& { return t.channel_parts; });
    halve_and_double([](auto& t) -> auto& { return t.turned_channels; });
    halve_and_double([](auto& t) -> auto& { return t.units_together; });
    if (several_threads) vary([](Tuning& t) { t.one_thread = !t.one_thread.value_or(false); });
    return found;
}

}  // namespace

std::vector<Candidate> kernels_worth_measuring(const PlanState& plan) {
    std::vector<Candidate> candidates;
    if (plan.options.kernel_name.empty()) {
        candidates = rank_candidates(plan.desc, plan.options, plan.table, plan.highest);
        std::erase_if(candidates, [&](const Candidate& candidate) {
            return &candidate.plan->kernel() == &plan.kernel();
        });
    }
    keep_near(candidates, kNear, kMostKernels);
    return candidates;
}

std::vector<Candidate> splits_worth_measuring(const PlanState& plan) {
    const PlannedProblem problem = planned_problem(plan.desc, plan.options);
    std::vector<Candidate> candidates;
    std::string refusal;
    for (const Tuning& split :
         neighbours(resolved_tuning(plan), plan.desc.rank, problem.stated.threads > 1)) {
        PlanOptions options = plan.options;
        options.tuning = split;
        if (auto candidate = consider(plan.kernel(), plan.desc, options, problem, plan.highest, refusal)) {
            candidates.push_back(std::move(*candidate));
        }
    }
    sort_by_estimate(candidates);
    keep_near(candidates, kNearSplit, kMostSplits);
    return candidates;
}

}  // namespace convt::detail
