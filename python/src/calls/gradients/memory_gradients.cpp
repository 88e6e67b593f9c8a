#include "calls/gradients/memory_gradients.hpp"

#include <utility>
#include <variant>

#include "calls/memory_plan.hpp"
#include "calls/workspaces.hpp"
#include "convt/gradients.hpp"
#include "errors.hpp"
#include "released_lock.hpp"

namespace convt::python {
namespace {

namespace nb = nanobind;

/// A gradient whose arrays are addresses.
class MemoryGradient {
public:
    explicit MemoryGradient(InputGradientPlan plan) : plan_(std::move(plan)) {}
    explicit MemoryGradient(KernelGradientPlan plan) : plan_(std::move(plan)) {}

    void run(Address first, Address second, Address result) const {
        std::visit([&](const auto& plan) { run_plan(plan, first, second, result); }, plan_);
    }
    [[nodiscard]] double estimated_cycles() const {
        return std::visit([](const auto& plan) { return plan.estimated_cycles(); }, plan_);
    }

private:
    template <class Plan>
    static void run_plan(const Plan& plan, Address first, Address second, Address result) {
        const BorrowedWorkspace workspace(checked(workspaces().take()));
        check(workspace->reserve(plan.memory_bytes()));
        const Status status = [&] {
            const ReleasedLock released;
            return plan.run(pointer(first), pointer(second), reinterpret_cast<void*>(result),
                            workspace->memory.get(), workspace->bytes, workspace->context);
        }();
        check(status);
    }

    std::variant<InputGradientPlan, KernelGradientPlan> plan_;
};

GradientOptions options_of(const MemoryPlan& plan) {
    GradientOptions options;
    options.order = plan.order();
    options.threads = workspaces().threads();
    return options;
}

}  // namespace

void bind_memory_gradients(nb::module_& module) {
    nb::class_<MemoryGradient>(module, "_MemoryGradient")
        .def("run", &MemoryGradient::run)
        .def_prop_ro("estimated_cycles", &MemoryGradient::estimated_cycles);
    module.def("_input_gradient_plan", [](const MemoryPlan& plan) {
        ConvTransposeDesc desc = plan.plan().desc();
        desc.input_strides = {};
        return MemoryGradient(checked(InputGradientPlan::create(desc, options_of(plan))));
    });
    module.def("_kernel_gradient_plan", [](const MemoryPlan& plan) {
        return MemoryGradient(checked(KernelGradientPlan::create(plan.plan().desc(), options_of(plan))));
    });
}

}  // namespace convt::python
