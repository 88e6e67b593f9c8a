#pragma once

#include <nanobind/nanobind.h>

#include <cstdint>
#include <utility>

#include "convt/plan.hpp"

namespace convt::python {

/// An array of an adaptor's.
using Address = std::uintptr_t;

[[nodiscard]] inline const void* pointer(Address address) noexcept {
    return reinterpret_cast<const void*>(address);
}

/// A plan whose arrays are addresses. The caller keeps the memory alive, and vouches for its size.
class MemoryPlan {
public:
    MemoryPlan(Plan plan, KernelOrder order) : plan_(std::move(plan)), order_(order) {}

    [[nodiscard]] PackedKernel pack(Address kernel) const;
    void run(Address inputs, const PackedKernel& packed, Address bias, Address outputs) const;
    void run_unpacked(Address inputs, Address kernel, Address bias, Address outputs) const;

    [[nodiscard]] const Plan& plan() const noexcept { return plan_; }
    [[nodiscard]] KernelOrder order() const noexcept { return order_; }

private:
    Plan plan_;
    KernelOrder order_;
};

/// Adds _MemoryPlan, _keras_plan and _pytorch_plan to the module: plans for adaptors that hand over
/// addresses, as tensors of PyTorch have them. Descriptions stand in _convt.pyi.
void bind_memory_plans(nanobind::module_& module);

}  // namespace convt::python
