#include <cstdio>
#include <cstdlib>

#include "planning/plan_state.hpp"

namespace convt::detail {

std::shared_ptr<PlanState> finished_plan(PlanState made) {
    auto plan = std::make_shared<PlanState>(std::move(made));
    plan->choice.plan->finish();
    return plan;
}

Result<std::shared_ptr<const PlanState>> make_plan(const ConvTransposeDesc& desc, const PlanOptions& options,
                                                   KernelTable table, Isa highest) {
    if (Status s = validate(desc); !s.ok()) return s;
    Result<Candidate> choice = select_kernel(desc, options, table, highest);
    if (!choice.ok()) return choice.status();
    const std::shared_ptr<PlanState> plan =
        finished_plan({desc, options, table, highest, std::move(*choice)});
    const char* verbose = std::getenv("CONVT_VERBOSE");
    if (verbose != nullptr && *verbose == '1') std::fprintf(stderr, "%s\n", explain(*plan).c_str());
    return std::shared_ptr<const PlanState>(plan);
}

Tuning resolved_tuning(const PlanState& plan) noexcept {
    Tuning tuning = plan.plan().split();
    tuning.one_thread = plan.choice.one_thread;
    return tuning;
}

}  // namespace convt::detail
