#include <cstdio>
#include <cstdlib>

#include "planning/plan_state.hpp"

namespace convt::detail {

Result<std::shared_ptr<const PlanState>> make_plan(const ConvTransposeDesc& desc, const PlanOptions& options,
                                                   KernelTable table, Isa highest) {
    if (Status s = validate(desc); !s.ok()) return s;
    Result<Candidate> choice = select_kernel(desc, options, table, highest);
    if (!choice.ok()) return choice.status();
    auto plan = std::make_shared<PlanState>(PlanState{desc, options, table, highest, std::move(*choice)});
    plan->choice.plan->finish();
    const char* verbose = std::getenv("CONVT_VERBOSE");
    if (verbose != nullptr && *verbose == '1') std::fprintf(stderr, "%s\n", explain(*plan).c_str());
    return std::shared_ptr<const PlanState>(std::move(plan));
}

Tuning resolved_tuning(const PlanState& plan) noexcept {
    Tuning tuning = plan.plan().split();
    tuning.one_thread = plan.choice.one_thread;
    return tuning;
}

}  // namespace convt::detail
