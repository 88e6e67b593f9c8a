#pragma once

#include <nanobind/nanobind.h>

namespace convt::python {

/// Adds _MemoryGradient, _input_gradient_plan and _kernel_gradient_plan to the module: gradients of what a
/// _MemoryPlan computes, on addresses. Descriptions stand in _convt.pyi.
void bind_memory_gradients(nanobind::module_& module);

}  // namespace convt::python
