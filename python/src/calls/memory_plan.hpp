#pragma once

#include <nanobind/nanobind.h>

namespace convt::python {

/// Adds _MemoryPlan, _keras_plan and _pytorch_plan to the module: plans for adaptors that hand over
/// addresses, as tensors of PyTorch have them. Descriptions stand in _convt.pyi.
void bind_memory_plans(nanobind::module_& module);

}  // namespace convt::python
