#include "planning/select.hpp"

#include <algorithm>
#include <utility>

#include "base/text.hpp"
#include "machine/cpu.hpp"
#include "planning/sharing.hpp"
#include "strategies/region/cost.hpp"

namespace convt::detail {
namespace {

/// Why a kernel of the right rank and layout cannot take a problem in its own form; empty when it can.
std::string shape_refusal(const KernelInfo& kernel, const Problem& problem) {
    if (is_depthwise(kernel) && !problem.depthwise) {
        return text("needs one channel in and out per group; there are ", problem.in_channels, " and ",
                    problem.out_channels);
    }
    if (takes_rows(kernel) && problem.any_size) {
        return "needs rows of at least a register, which other sizes may lack";
    }
    if (kernel.algo == Algo::rows && problem.fold == 1) {
        return text("needs stride ", kernel.tile_outputs,
                    " along the last axis, with phases that meet the same inputs");
    }
    const Axis& x = problem.axis[0];
    if (kernel.algo == Algo::depthrows && !(x.stride == kernel.tile_outputs && phases_alike(x))) {
        return text("needs stride ", kernel.tile_outputs,
                    " along the last axis, with as many taps and outputs in every phase");
    }
    if (!is_tapped(kernel) && problem.out_channels < kernel.channel_block) {
        return text("needs at least ", kernel.channel_block,
                    " output channels, folded phases included; there are ", problem.out_channels);
    }
    return {};
}

Candidate reference_candidate(const KernelInfo& kernel, const Problem& problem) {
    Candidate candidate;
    candidate.kernel = &kernel;
    candidate.problem = problem;
    candidate.blocking.tasks = problem.empty() ? 0 : problem.batch * problem.groups;
    return candidate;
}

/// Why the options keep a kernel from being used; empty when they do not.
std::string option_refusal(const KernelInfo& kernel, const PlanOptions& options) {
    const bool fast = kernel.algo == Algo::winograd;
    if (fast && options.algorithm == Algorithm::direct) return "algorithm is direct";
    if (!fast && options.algorithm == Algorithm::winograd) return "algorithm is winograd";
    return {};
}

/// Decides whether threads share the work, and counts those that wait for the last one.
Candidate shared(Candidate candidate) {
    candidate.one_thread = candidate.tuning.one_thread.value_or(candidate.cycles < kOneThreadCycles);
    const int threads = candidate.one_thread ? 1 : candidate.problem.threads;
    candidate.cycles *= imbalance(candidate.blocking.tasks, threads);
    return candidate;
}

std::optional<Candidate> consider_winograd(Candidate candidate, const PlanOptions& options,
                                           std::string& refusal) {
    auto plan = plan_winograd(candidate.problem, *candidate.kernel, candidate.tuning, refusal);
    if (!plan) return std::nullopt;
    const double bytes =
        static_cast<double>(plan->packed_elements) * candidate.problem.groups * sizeof(float);
    if (bytes > static_cast<double>(options.max_packed_bytes)) {
        refusal = text("would pack the weights into ", static_cast<std::int64_t>(bytes),
                       " bytes; max_packed_bytes is ", options.max_packed_bytes);
        return std::nullopt;
    }
    candidate.cycles = estimate_winograd_cycles(candidate.problem, *candidate.kernel, *plan);
    candidate.blocking.stage_bytes = plan->workspace_bytes;
    candidate.blocking.tasks = plan->tasks;
    candidate.winograd = std::make_shared<const WinogradPlan>(std::move(*plan));
    return shared(std::move(candidate));
}

std::optional<Candidate> consider_tapped(Candidate candidate, std::string& refusal) {
    auto plan = plan_tapped(candidate.problem, *candidate.kernel, candidate.tuning, refusal);
    if (!plan) return std::nullopt;
    const bool planes = candidate.kernel->algo == Algo::tapplanar;
    candidate.cycles = planes ? estimate_tapplanar_cycles(candidate.problem, *candidate.kernel, *plan)
                              : estimate_tapped_cycles(candidate.problem, *candidate.kernel, *plan);
    candidate.blocking.stage_bytes = plan->workspace_bytes();
    candidate.blocking.tasks = plan->tasks;
    candidate.tapped = std::make_shared<const TappedPlan>(*plan);
    return shared(std::move(candidate));
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

bool states_a_split(const Tuning& tuning) noexcept {
    return tuning.block[0] != 0 || tuning.channel_parts != 0 || tuning.turned_channels != 0 ||
           tuning.units_together != 0;
}

/// The first entry of the tuned table for this problem whose kernel is here and serves it.
std::optional<Candidate> by_tuned_entry(const ConvTransposeDesc& desc, const PlanOptions& options,
                                        const Problem& problem, KernelTable table, Isa highest) {
    if (options.tuned.entries().empty()) return std::nullopt;
    const std::string wanted = problem_text(desc);
    for (const TunedEntry& entry : options.tuned.entries()) {
        if (entry.problem != wanted) continue;
        const KernelInfo* kernel = find_kernel(table, entry.kernel_name.c_str());
        if (kernel == nullptr || !check_tuning(entry.tuning, desc.rank).ok()) continue;
        PlanOptions as_entry = options;
        as_entry.tuning = entry.tuning;
        std::string refusal;
        auto candidate = consider(*kernel, desc, as_entry, problem, highest, refusal);
        if (!candidate) continue;
        candidate->tuned = true;
        return candidate;
    }
    return std::nullopt;
}

Result<Candidate> forced(const ConvTransposeDesc& desc, const PlanOptions& options, const Problem& problem,
                         KernelTable table, Isa highest) {
    const std::string& name = options.kernel_name;
    const KernelInfo* kernel = find_kernel(table, name.c_str());
    if (kernel == nullptr)
        return invalid("kernel_name is '", name, "'; no kernel of this build has that name");
    std::string refusal;
    if (auto candidate = consider(*kernel, desc, options, problem, highest, refusal)) return *candidate;
    return unsupported("kernel_name is '", name, "', which cannot serve this problem: ", refusal);
}

/// Kernels whose estimates only take time. base's have half of avx2's lanes and no fused multiply-add, so
/// they are for output channels that no register of avx2 holds. Winograd blocks of one AVX-512 register are
/// for output channels that blocks of two do not divide: with 64 to 256 input channels they are as fast
/// otherwise, with more 0.8 times (190 pairs, Xeon model 207, 2026-11-27).
bool outclassed(const KernelInfo& kernel, const ConvTransposeDesc& desc, Isa highest) noexcept {
    constexpr std::int64_t kAvx2Lanes = 8;
    if (kernel.isa == Isa::base && within(Isa::avx2, highest)) {
        const bool any_channels = is_tapped(kernel) || kernel.algo == Algo::planar;
        return any_channels || desc.out_channels >= kAvx2Lanes * desc.groups;
    }
    return kernel.isa == Isa::avx512 && kernel.algo == Algo::winograd &&
           kernel.channel_block == lanes_of(kernel) &&
           desc.out_channels % (2 * kernel.channel_block * desc.groups) == 0;
}

}  // namespace

std::optional<Candidate> consider(const KernelInfo& kernel, const ConvTransposeDesc& desc,
                                  const PlanOptions& options, const Problem& problem, Isa highest,
                                  std::string& refusal) {
    refusal = option_refusal(kernel, options);
    if (!refusal.empty()) return std::nullopt;
    if (is_reference(kernel)) return reference_candidate(kernel, problem);
    if (kernel.rank != desc.rank) {
        refusal = text("is for rank ", kernel.rank, "; this is rank ", desc.rank);
    } else if (kernel.data_format != desc.data_format) {
        refusal = text("is for the other data_format");
    } else if (kernel.dtype != desc.dtype) {
        refusal = text("is for another dtype");
    } else if (!within(kernel.isa, highest)) {
        refusal = text("needs ", isa_name(kernel.isa), "; the highest tier here is ", isa_name(highest));
    } else {
        Candidate candidate;
        candidate.kernel = &kernel;
        candidate.problem = adapt(problem, kernel);
        candidate.tuning = options.tuning;
        candidate.problem.any_size = options.any_size;
        candidate.problem.threads = planned_threads(options.threads);
        refusal = shape_refusal(kernel, candidate.problem);
        if (!refusal.empty()) return std::nullopt;
        if (kernel.algo == Algo::winograd) {
            return consider_winograd(std::move(candidate), options, refusal);
        }
        if (is_tapped(kernel)) return consider_tapped(std::move(candidate), refusal);
        const auto blocking = choose_blocking(candidate.problem, kernel, options.tuning, refusal);
        if (!blocking) return std::nullopt;
        candidate.blocking = *blocking;
        candidate.cycles = estimate_cycles(candidate.problem, kernel, *blocking);
        return shared(std::move(candidate));
    }
    return std::nullopt;
}

Result<Isa> highest_isa(const PlanOptions& options) {
    if (!options.max_isa) return detect_isa();
    if (!cpu_runs(*options.max_isa)) {
        return unsupported("max_isa is ", isa_name(*options.max_isa), "; this CPU runs at most ",
                           isa_name(detect_isa()));
    }
    return within(*options.max_isa, detect_isa()) ? *options.max_isa : detect_isa();
}

Result<Candidate> select_kernel(const ConvTransposeDesc& desc, const PlanOptions& options, KernelTable table,
                                Isa highest) {
    if (options.threads < 0 || options.threads > kMaxThreads) {
        return invalid("options.threads is ", options.threads, "; it must be 0 to ", kMaxThreads);
    }
    if (Status s = check_tuning(options.tuning, desc.rank); !s.ok()) return s;
    const Problem problem = make_problem(desc);
    if (!options.kernel_name.empty()) return forced(desc, options, problem, table, highest);
    if (states_a_split(options.tuning)) {
        return invalid("tuning states a split, kernel_name no kernel; a split is meant for one kernel");
    }
    if (auto candidate = by_tuned_entry(desc, options, problem, table, highest)) return *candidate;
    const auto macs = static_cast<double>(useful_macs(desc));
    std::optional<Candidate> best;
    std::string refusal, why_not_fast;
    // Backwards: fast algorithms and wide tiers come first, beside which most others need no estimate.
    for (std::size_t i = table.size(); i-- > 0;) {
        const KernelInfo& kernel = table[i];
        if (is_reference(kernel) || kernel.rank != desc.rank || kernel.data_format != desc.data_format ||
            !within(kernel.isa, highest) || outclassed(kernel, desc, highest))
            continue;
        if (best && fewest_cycles(problem, kernel, macs) > best->cycles) continue;
        auto candidate = consider(kernel, desc, options, problem, highest, refusal);
        if (!candidate && kernel.algo == Algo::winograd && why_not_fast.empty()) why_not_fast = refusal;
        if (candidate && (!best || candidate->cycles <= best->cycles)) best = candidate;
    }
    // The reference serves only what no other kernel can.
    if (!best) best = consider(table.back(), desc, options, problem, highest, refusal);
    if (!best) return unsupported("algorithm is winograd, which does not serve this problem: ", why_not_fast);
    return *best;
}

Result<std::vector<std::string>> rank_kernels(const ConvTransposeDesc& desc, const PlanOptions& options) {
    const Result<Isa> highest = highest_isa(options);
    if (!highest.ok()) return highest.status();
    const Problem problem = make_problem(desc);
    std::vector<Candidate> candidates;
    std::string refusal;
    for (const KernelInfo& kernel : kernel_table()) {
        if (is_reference(kernel)) continue;
        if (auto candidate = consider(kernel, desc, options, problem, *highest, refusal)) {
            candidates.push_back(std::move(*candidate));
        }
    }
    std::stable_sort(candidates.begin(), candidates.end(),
                     [](const Candidate& a, const Candidate& b) { return a.cycles < b.cycles; });
    std::vector<std::string> names(candidates.size());
    std::transform(candidates.begin(), candidates.end(), names.begin(),
                   [](const Candidate& candidate) { return candidate.kernel->name; });
    return names;
}

}  // namespace convt::detail
