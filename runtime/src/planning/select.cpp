#include "planning/select.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "machine/cpu.hpp"
#include "planning/threads/sharing.hpp"
#include "strategies/strategy.hpp"

namespace convt::detail {
namespace {

/// Decides whether threads share the work, and counts those that wait for the last one.
Candidate shared(std::unique_ptr<StrategyPlan> plan, const Tuning& tuning, Weights weights) {
    Candidate candidate;
    candidate.cycles = plan->cycles();
    candidate.one_thread = tuning.one_thread.value_or(candidate.cycles < kOneThreadCycles);
    candidate.cycles *= imbalance(plan->tasks(), candidate.one_thread ? 1 : plan->problem().threads);
    if (weights == Weights::argument) {
        candidate.pack_cycles = plan->pack_cycles();
        candidate.cycles += candidate.pack_cycles;
    }
    candidate.plan = std::move(plan);
    return candidate;
}

/// Why the options keep a strategy from being used; empty when they do not.
std::string option_refusal(const Strategy& strategy, const PlanOptions& options) {
    if (options.algorithm == Algorithm::automatic || options.algorithm == strategy.algorithm) return {};
    return options.algorithm == Algorithm::direct ? "algorithm is direct" : "algorithm is winograd";
}

bool has_form(const KernelInfo& kernel, const ConvTransposeDesc& desc,
              const PlannedProblem& problem) noexcept {
    const bool any_form = kernel.rank == 0;
    return any_form || (kernel.rank == desc.rank && problem.as_for(kernel) != nullptr &&
                        kernel.dtype == kernel_dtype(desc.dtype));
}

/// Why a kernel is not for problems of this form, or not for this CPU; empty when it is.
std::string form_refusal(const KernelInfo& kernel, const ConvTransposeDesc& desc,
                         const PlannedProblem& problem, Isa highest) {
    if (!within(kernel.isa, highest)) {
        return text("needs ", isa_name(kernel.isa), "; the highest tier here is ", isa_name(highest));
    }
    if (has_form(kernel, desc, problem)) return {};
    if (kernel.dtype != kernel_dtype(desc.dtype)) return "is for another dtype";
    if (kernel.rank != desc.rank) return text("is for rank ", kernel.rank, "; this is rank ", desc.rank);
    return "is for the other data_format";
}

/// What in a tuning no kernel could do.
Status check_tuning(const Tuning& tuning, int rank) {
    const auto stated = [](std::int64_t value) { return value > 0; };
    const auto begin = tuning.block.begin();
    const auto given = std::count_if(begin, begin + rank, stated);
    for (int d = 0; d < rank; ++d) {
        const std::int64_t value = tuning.block[static_cast<std::size_t>(d)];
        if (value < 0 || (value == 0 && given > 0)) {
            return invalid("tuning.block[", d, "] is ", value,
                           "; every dimension must be at least 1, or all 0");
        }
    }
    const std::pair<const char*, std::int64_t> numbers[] = {{"channel_parts", tuning.channel_parts},
                                                            {"turned_channels", tuning.turned_channels},
                                                            {"units_together", tuning.units_together}};
    for (const auto& [name, value] : numbers) {
        if (value < 0) return invalid("tuning.", name, " is ", value, "; it must be at least 0");
    }
    return {};
}

/// Whether an entry was measured for such options; those that state none, for weights that are prepared.
bool is_for(const TunedEntry& entry, const PlanOptions& options, const std::string& wanted) {
    return entry.options.empty() ? options.weights == Weights::prepared : entry.options == wanted;
}

Result<Candidate> forced(const ConvTransposeDesc& desc, const PlanOptions& options,
                         const PlannedProblem& problem, KernelTable table, Isa highest) {
    const std::string& name = options.kernel_name;
    const KernelInfo* kernel = find_kernel(table, name.c_str());
    if (kernel == nullptr)
        return invalid("kernel_name is '", name, "'; no kernel of this build has that name");
    std::string refusal;
    if (auto candidate = consider(*kernel, desc, options, problem, highest, refusal)) return *candidate;
    return unsupported("kernel_name is '", name, "', which cannot serve this problem: ", refusal);
}

}  // namespace

std::string options_text(const PlanOptions& options, Isa highest) {
    const int threads = planned_threads(options.threads);
    std::string out = text(threads, threads == 1 ? " thread" : " threads");
    if (options.weights == Weights::argument) out += ", argument";
    if (options.algorithm == Algorithm::direct) out += ", direct";
    if (options.algorithm == Algorithm::winograd) out += ", winograd";
    if (tier_of_floats(highest) != tier_of_floats(detect_isa())) out += text(", ", isa_name(highest));
    if (options.any_size) out += ", any_size";
    if (options.max_packed_bytes != SIZE_MAX) {
        out += text(", at most ", options.max_packed_bytes, " packed bytes");
    }
    if (!options.kernel_name.empty()) out += text(", ", options.kernel_name);
    return out;
}

bool states_a_split(const Tuning& tuning) noexcept {
    return tuning.block[0] != 0 || tuning.channel_parts != 0 || tuning.turned_channels != 0 ||
           tuning.units_together != 0;
}

void sort_by_estimate(std::vector<Candidate>& candidates) {
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate& a, const Candidate& b) { return a.cycles < b.cycles; });
}

std::optional<EntryChoice> by_entry(const std::vector<TunedEntry>& entries, const ConvTransposeDesc& desc,
                                    const PlanOptions& options, KernelTable table, Isa highest) {
    if (entries.empty()) return std::nullopt;
    const PlannedProblem problem = planned_problem(desc, options);
    const std::string wanted = problem_text(desc), with = options_text(options, highest);
    for (const TunedEntry& entry : entries) {
        if (entry.problem != wanted || !is_for(entry, options, with)) continue;
        const KernelInfo* kernel = find_kernel(table, entry.kernel_name.c_str());
        if (kernel == nullptr || !check_tuning(entry.tuning, desc.rank).ok()) continue;
        PlanOptions as_entry = options;
        as_entry.tuning = entry.tuning;
        std::string refusal;
        auto candidate = consider(*kernel, desc, as_entry, problem, highest, refusal);
        if (!candidate) continue;
        candidate->tuned = true;
        return EntryChoice{std::move(*candidate), entry};
    }
    return std::nullopt;
}

std::optional<Candidate> consider(const KernelInfo& kernel, const ConvTransposeDesc& desc,
                                  const PlanOptions& options, const PlannedProblem& problem, Isa highest,
                                  std::string& refusal) {
    const Strategy& strategy = strategy_of(kernel);
    refusal = option_refusal(strategy, options);
    if (refusal.empty()) refusal = form_refusal(kernel, desc, problem, highest);
    if (!refusal.empty()) return std::nullopt;
    auto plan = strategy.plan({*problem.as_for(kernel), kernel, options.tuning, options.max_packed_bytes,
                               epilogue_of(desc), requantization_of(desc)},
                              refusal);
    if (plan == nullptr) return std::nullopt;
    return shared(std::move(plan), options.tuning, options.weights);
}

const Problem* PlannedProblem::as_for(const KernelInfo& kernel) const noexcept {
    const bool last = kernel.data_format == DataFormat::channels_last;
    if (kernel.rank == 0 || last == stated.channels_last) return &stated;
    return other ? &*other : nullptr;
}

PlannedProblem planned_problem(const ConvTransposeDesc& desc, const PlanOptions& options) noexcept {
    Problem problem = make_problem(desc);
    problem.any_size = options.any_size;
    problem.threads = planned_threads(options.threads);
    return {problem, in_other_order(problem)};
}

Result<Isa> highest_isa(const PlanOptions& options) {
    Result<Isa> highest = capped_isa();
    if (!highest.ok() || !options.max_isa) return highest;
    if (!cpu_runs(*options.max_isa)) {
        return unsupported("max_isa is ", isa_name(*options.max_isa), "; this CPU runs at most ",
                           isa_name(*highest));
    }
    return within(*options.max_isa, *highest) ? *options.max_isa : *highest;
}

Result<Candidate> select_kernel(const ConvTransposeDesc& desc, const PlanOptions& options, KernelTable table,
                                Isa highest) {
    if (options.threads < 0 || options.threads > kMaxThreads) {
        return invalid("options.threads is ", options.threads, "; it must be 0 to ", kMaxThreads);
    }
    if (options.weights != Weights::prepared && options.weights != Weights::argument) {
        return invalid("options.weights is ", static_cast<int>(options.weights),
                       "; it must be prepared or argument");
    }
    if (options.effort != Effort::estimate && options.effort != Effort::measure) {
        return invalid("options.effort is ", static_cast<int>(options.effort),
                       "; it must be estimate or measure");
    }
    if (Status s = check_tuning(options.tuning, desc.rank); !s.ok()) return s;
    const PlannedProblem problem = planned_problem(desc, options);
    if (!options.kernel_name.empty()) return forced(desc, options, problem, table, highest);
    if (states_a_split(options.tuning)) {
        return invalid("tuning states a split, kernel_name no kernel; a split is meant for one kernel");
    }
    if (auto choice = by_entry(options.tuned.entries(), desc, options, table, highest)) {
        return std::move(choice->candidate);
    }
    const auto macs = static_cast<double>(useful_macs(desc));
    std::optional<Candidate> best;
    std::string refusal, why_not_fast;
    // Backwards: fast algorithms and wide tiers come first, beside which most others need no estimate.
    for (std::size_t i = table.size(); i-- > 0;) {
        const KernelInfo& kernel = table[i];
        if (!has_form(kernel, desc, problem) || !within(kernel.isa, highest)) continue;
        const Strategy& strategy = strategy_of(kernel);
        if (strategy.last_resort || !strategy.worth_estimating(kernel, desc, highest)) continue;
        if (best && strategy.fewest_cycles(problem.stated, kernel, macs) > best->cycles) continue;
        auto candidate = consider(kernel, desc, options, problem, highest, refusal);
        const bool wanted = strategy.algorithm == options.algorithm;
        if (!candidate && wanted && why_not_fast.empty()) why_not_fast = refusal;
        if (candidate && (!best || candidate->cycles <= best->cycles)) best = std::move(candidate);
    }
    // The last resort serves only what no other kernel can.
    if (!best) best = consider(table.back(), desc, options, problem, highest, refusal);
    if (!best) return unsupported("algorithm is winograd, which does not serve this problem: ", why_not_fast);
    return *best;
}

std::vector<Candidate> rank_candidates(const ConvTransposeDesc& desc, const PlanOptions& options,
                                       KernelTable table, Isa highest) {
    const PlannedProblem problem = planned_problem(desc, options);
    std::vector<Candidate> candidates;
    std::string refusal;
    for (const KernelInfo& kernel : table) {
        if (strategy_of(kernel).last_resort) continue;
        if (auto candidate = consider(kernel, desc, options, problem, highest, refusal)) {
            candidates.push_back(std::move(*candidate));
        }
    }
    sort_by_estimate(candidates);
    return candidates;
}

Result<std::vector<std::string>> rank_kernels(const ConvTransposeDesc& desc, const PlanOptions& options) {
    const Result<Isa> highest = highest_isa(options);
    if (!highest.ok()) return highest.status();
    const std::vector<Candidate> candidates = rank_candidates(desc, options, kernel_table(), *highest);
    std::vector<std::string> names(candidates.size());
    std::transform(candidates.begin(), candidates.end(), names.begin(),
                   [](const Candidate& candidate) { return candidate.plan->kernel().name; });
    return names;
}

}  // namespace convt::detail
