#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "convt/plan.hpp"
#include "planning/registry.hpp"
#include "problem/problem.hpp"
#include "strategies/strategy.hpp"

namespace convt::detail {

/// A kernel with everything decided: its plan, and how long the threads take.
struct Candidate {
    std::shared_ptr<StrategyPlan> plan;
    double cycles = 0;        ///< of all threads until the last one is done
    double pack_cycles = 0;   ///< of these, packing weights that are an argument
    bool one_thread = false;  ///< too little work to wake other threads for
    bool tuned = false;       ///< by a tuned entry
};

/// A problem in the orders of axes that its outputs have: the stated one and, where it is the same, the
/// other.
struct PlannedProblem {
    Problem stated;
    std::optional<Problem> other;

    /// The problem as a kernel takes it, or null where the kernel is for another order.
    [[nodiscard]] const Problem* as_for(const KernelInfo& kernel) const noexcept;
};

/// The problem of a valid descriptor, with what the options say of how it is run.
[[nodiscard]] PlannedProblem planned_problem(const ConvTransposeDesc& desc,
                                             const PlanOptions& options) noexcept;

/// Fits one kernel to a problem, or says in `refusal` why it cannot serve it, or may not by the options.
[[nodiscard]] std::optional<Candidate> consider(const KernelInfo& kernel, const ConvTransposeDesc& desc,
                                                const PlanOptions& options, const PlannedProblem& problem,
                                                Isa highest, std::string& refusal);

/// Finds the kernel of a table with the lowest estimate among all up to a tier that can serve the problem, or
/// the one forced by name. Its plan is not finished yet.
[[nodiscard]] Result<Candidate> select_kernel(const ConvTransposeDesc& desc, const PlanOptions& options,
                                              KernelTable table, Isa highest);

/// The options that a measured choice depends on, in words: threads, and what is not as by default.
[[nodiscard]] std::string options_text(const PlanOptions& options, Isa highest);

/// What an entry's measurements chose.
struct EntryChoice {
    Candidate candidate;
    const TunedEntry& entry;
};

/// By the first of the entries for this problem and these options whose kernel is here and serves it.
[[nodiscard]] std::optional<EntryChoice> by_entry(const std::vector<TunedEntry>& entries,
                                                  const ConvTransposeDesc& desc, const PlanOptions& options,
                                                  KernelTable table, Isa highest);

/// Whether a tuning says how the work is split; who works on it is no part of that.
[[nodiscard]] bool states_a_split(const Tuning& tuning) noexcept;

/// Puts the lowest estimate first; equal ones stay in their order.
void sort_by_estimate(std::vector<Candidate>& candidates);

/// Every kernel that can serve the problem but the last resort, the one with the lowest estimate first.
[[nodiscard]] std::vector<Candidate> rank_candidates(const ConvTransposeDesc& desc,
                                                     const PlanOptions& options, KernelTable table,
                                                     Isa highest);

/// Names of the kernels that can serve the problem, the one with the lowest estimate first.
[[nodiscard]] Result<std::vector<std::string>> rank_kernels(const ConvTransposeDesc& desc,
                                                            const PlanOptions& options);

/// The tier cap that the options and this CPU give.
[[nodiscard]] Result<Isa> highest_isa(const PlanOptions& options);

}  // namespace convt::detail
