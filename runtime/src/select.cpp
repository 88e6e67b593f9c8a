#include "select.hpp"

#include "cost.hpp"
#include "cpu.hpp"
#include "text.hpp"

namespace convt::detail {
namespace {

/// Why a kernel of the right rank and layout cannot take a problem in its own form; empty when it can.
std::string shape_refusal(const KernelInfo& kernel, const Problem& problem) {
    if (kernel.algo == Algo::depthwise && !problem.depthwise) {
        return text("needs one channel in and out per group; there are ", problem.in_channels, " and ",
                    problem.out_channels);
    }
    if (kernel.algo != Algo::tapped && problem.out_channels < kernel.channel_block) {
        return text("needs at least ", kernel.channel_block,
                    " output channels, folded phases included; there are ", problem.out_channels);
    }
    return {};
}

Candidate reference_candidate(const KernelInfo& kernel, const Problem& problem) {
    Candidate candidate{&kernel, problem, {}, {}, {}, 0};
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

std::optional<Candidate> consider_winograd(Candidate candidate, const PlanOptions& options,
                                           std::string& refusal) {
    auto plan = plan_winograd(candidate.problem, *candidate.kernel, refusal);
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
    return candidate;
}

std::optional<Candidate> consider_tapped(Candidate candidate, std::string& refusal) {
    auto plan = plan_tapped(candidate.problem, *candidate.kernel, refusal);
    if (!plan) return std::nullopt;
    candidate.cycles = estimate_tapped_cycles(candidate.problem, *candidate.kernel, *plan);
    candidate.blocking.stage_bytes = plan->workspace_bytes();
    candidate.blocking.tasks = plan->tasks;
    candidate.tapped = std::make_shared<const TappedPlan>(*plan);
    return candidate;
}

Result<Candidate> forced(const ConvTransposeDesc& desc, const PlanOptions& options, const Problem& problem,
                         Isa highest) {
    const std::string& name = options.kernel_name;
    const KernelInfo* kernel = find_kernel(name.c_str());
    if (kernel == nullptr)
        return invalid("kernel_name is '", name, "'; no kernel of this build has that name");
    std::string refusal;
    if (auto candidate = consider(*kernel, desc, options, problem, highest, refusal)) return *candidate;
    return unsupported("kernel_name is '", name, "', which cannot serve this problem: ", refusal);
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
        Candidate candidate{&kernel, adapt(problem, kernel), {}, {}, {}, 0};
        refusal = shape_refusal(kernel, candidate.problem);
        if (!refusal.empty()) return std::nullopt;
        if (kernel.algo == Algo::winograd) {
            return consider_winograd(std::move(candidate), options, refusal);
        }
        if (kernel.algo == Algo::tapped) return consider_tapped(std::move(candidate), refusal);
        const auto blocking = choose_blocking(candidate.problem, kernel, refusal);
        if (!blocking) return std::nullopt;
        candidate.blocking = *blocking;
        candidate.cycles = estimate_cycles(candidate.problem, kernel, *blocking);
        return candidate;
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

Result<Candidate> select_kernel(const ConvTransposeDesc& desc, const PlanOptions& options) {
    const Result<Isa> highest = highest_isa(options);
    if (!highest.ok()) return highest.status();
    const Problem problem = make_problem(desc);
    if (!options.kernel_name.empty()) return forced(desc, options, problem, *highest);
    std::optional<Candidate> best;
    std::string refusal, why_not_fast;
    for (const KernelInfo& kernel : kernel_table()) {
        // The reference is last: it serves only what no other kernel can.
        if (is_reference(kernel) && best) break;
        if (!is_reference(kernel) && (kernel.rank != desc.rank || kernel.data_format != desc.data_format))
            continue;
        auto candidate = consider(kernel, desc, options, problem, *highest, refusal);
        if (!candidate && kernel.algo == Algo::winograd) why_not_fast = refusal;
        if (candidate && (!best || candidate->cycles < best->cycles)) best = candidate;
    }
    if (!best) return unsupported("algorithm is winograd, which does not serve this problem: ", why_not_fast);
    return *best;
}

}  // namespace convt::detail
