#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "convt/plan.hpp"
#include "problem/problem.hpp"
#include "strategies/region/blocking.hpp"
#include "strategies/tapped/tapped.hpp"
#include "strategies/winograd/winograd.hpp"

namespace convt::detail {

/// A kernel with everything decided: the problem in its form, the split and the estimate.
struct Candidate {
    const KernelInfo* kernel = nullptr;
    Problem problem;
    Blocking blocking;
    std::shared_ptr<const WinogradPlan> winograd;  ///< of a Winograd kernel
    std::shared_ptr<const TappedPlan> tapped;      ///< of a tapped kernel
    double cycles = 0;                             ///< of all threads until the last one is done
    bool one_thread = false;                       ///< too little work to wake other threads for
    Tuning tuning;                                 ///< what was asked for, by the options or by a tuned entry
    bool tuned = false;                            ///< by a tuned entry
};

/// Fits one kernel to a problem, or says in `refusal` why it cannot serve it, or may not by the options.
[[nodiscard]] std::optional<Candidate> consider(const KernelInfo& kernel, const ConvTransposeDesc& desc,
                                                const PlanOptions& options, const Problem& problem,
                                                Isa highest, std::string& refusal);

/// Finds the kernel of a table with the lowest estimate among all up to a tier that can serve the problem, or
/// the one forced by name.
[[nodiscard]] Result<Candidate> select_kernel(const ConvTransposeDesc& desc, const PlanOptions& options,
                                              KernelTable table, Isa highest);

/// Names of the kernels that can serve the problem, the one with the lowest estimate first.
[[nodiscard]] Result<std::vector<std::string>> rank_kernels(const ConvTransposeDesc& desc,
                                                            const PlanOptions& options);

/// The tier cap that the options and this CPU give.
[[nodiscard]] Result<Isa> highest_isa(const PlanOptions& options);

}  // namespace convt::detail
