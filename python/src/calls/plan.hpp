#pragma once

#include <nanobind/nanobind.h>

namespace convt::python {

/// Adds Plan and PackedKernel to the module.
void bind_plan(nanobind::module_& module);

}  // namespace convt::python
