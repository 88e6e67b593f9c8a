#include "calls/dense_run.hpp"

#include <memory>
#include <utility>

#include "calls/shared_plans.hpp"
#include "calls/workspaces.hpp"
#include "convt/plan.hpp"
#include "weights/kept_weights.hpp"

namespace convt::python {

Status run_dense(const ConvTransposeDesc& desc, const void* inputs, const void* kernel, void* outputs) {
    Result<std::unique_ptr<Workspace>> taken = workspaces().take();
    if (!taken.ok()) return taken.status();
    const BorrowedWorkspace workspace(std::move(*taken));
    const Result<Plan> plan = shared_plans().plan_of(desc, workspace->context.threads());
    if (!plan.ok()) return plan.status();
    if (const auto kept = kept_weights().find(desc, kernel, *plan, workspace->context)) {
        return kept->plan.run(inputs, *kept->packed, nullptr, outputs, workspace->context);
    }
    if (Status s = workspace->reserve(plan->unpacked_bytes(KernelOrder::keras)); !s.ok()) return s;
    return plan->run_unpacked(inputs, kernel, KernelOrder::keras, nullptr, outputs, workspace->memory.get(),
                              workspace->bytes, workspace->context);
}

}  // namespace convt::python
