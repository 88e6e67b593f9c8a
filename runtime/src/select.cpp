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
    if (problem.out_channels < kernel.channel_block) {
        return text("needs at least ", kernel.channel_block,
                    " output channels, folded phases included; there are ", problem.out_channels);
    }
    return {};
}

Candidate reference_candidate(const KernelInfo& kernel, const Problem& problem) {
    Candidate candidate{&kernel, problem, {}, 0};
    candidate.blocking.tasks = problem.empty() ? 0 : problem.batch * problem.groups;
    return candidate;
}

Result<Candidate> forced(const ConvTransposeDesc& desc, const Problem& problem, const std::string& name,
                         Isa highest) {
    const KernelInfo* kernel = find_kernel(name.c_str());
    if (kernel == nullptr)
        return invalid("kernel_name is '", name, "'; no kernel of this build has that name");
    std::string refusal;
    if (auto candidate = consider(*kernel, desc, problem, highest, refusal)) return *candidate;
    return unsupported("kernel_name is '", name, "', which cannot serve this problem: ", refusal);
}

}  // namespace

std::optional<Candidate> consider(const KernelInfo& kernel, const ConvTransposeDesc& desc,
                                  const Problem& problem, Isa highest, std::string& refusal) {
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
        Candidate candidate{&kernel, adapt(problem, kernel), {}, 0};
        refusal = shape_refusal(kernel, candidate.problem);
        if (!refusal.empty()) return std::nullopt;
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
    if (!options.kernel_name.empty()) return forced(desc, problem, options.kernel_name, *highest);
    std::optional<Candidate> best;
    std::string refusal;
    for (const KernelInfo& kernel : kernel_table()) {
        // The reference is last: it serves only what no other kernel can.
        if (is_reference(kernel) && best) break;
        if (!is_reference(kernel) && (kernel.rank != desc.rank || kernel.data_format != desc.data_format))
            continue;
        auto candidate = consider(kernel, desc, problem, *highest, refusal);
        if (candidate && (!best || candidate->cycles < best->cycles)) best = candidate;
    }
    return *best;
}

}  // namespace convt::detail
